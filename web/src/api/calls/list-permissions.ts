import { request } from '../client'
import type { PermissionInfo } from '../types'

/** Every permission there is, with its words: the registry the server decides by. */
export const listPermissions = () => request<PermissionInfo[]>('GET', '/permissions')
