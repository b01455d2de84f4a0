import { request } from '../client'

/** Agree to another administrator's proposal; asks for a recent sign-in. */
export const approveRole = (id: string) => request<void>('POST', `/admin/proposals/${id}/approval`)
