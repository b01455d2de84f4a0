import { ApiError, NetworkError } from '../errors'
import { freshToken } from '../session'
import type { Attachment, Id } from '../types'

interface Options {
  signal: AbortSignal
  /** Told how much has left, from 0 to 1. */
  onProgress: (share: number) => void
}

/** Send a file to a channel; it waits there for the message that names it. */
export async function uploadFile(channelId: Id, file: File, options: Options): Promise<Attachment> {
  const token = await freshToken()
  try {
    return await send(channelId, file, options, token)
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error
    return send(channelId, file, options, await freshToken(token))
  }
}

/** By XMLHttpRequest: fetch says nothing of what has left. */
function send(
  channelId: Id,
  file: File,
  { signal, onProgress }: Options,
  token: string,
): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const query = new URLSearchParams({ filename: file.name })
    request.open('POST', `/api/v10/channels/${channelId}/attachments?${query.toString()}`)
    request.setRequestHeader('Authorization', `Bearer ${token}`)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.responseType = 'json'
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onload = () => {
      if (request.status === 201) resolve(request.response as Attachment)
      else reject(new ApiError(request.status, (request.response ?? {}) as object))
    }
    request.onerror = () => reject(new NetworkError(undefined))
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}
