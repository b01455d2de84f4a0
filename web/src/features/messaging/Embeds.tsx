import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'

import { explain } from '@/api/explain'
import type { Embed, EmbedImage, Message } from '@/api/types'
import { parseMarkdown } from '@/lib/markdown'
import { IconButton } from '@/ui/Button'
import { toast } from '@/ui/toasts'

import { useConversation } from './conversation'
import styles from './Embeds.module.css'
import { Markdown } from './Markdown'
import { takePreviewsAway } from './message-deeds'
import { rightsOver } from './message-rights'
import { useNames } from './names-context'

/** Made by Beep of the page behind a link: its picture lies on Beep, wherever files are served from. */
const PREVIEW = 'link'

/** Cards under a message: what its links lead to, or what a bot says. */
export function Embeds({ message }: { message: Message }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const { rights } = useConversation()
  const myId = useNames().myId
  const embeds = message.embeds ?? []
  if (embeds.length === 0) return null
  const remove = () =>
    void takePreviewsAway(client, message).catch((error: unknown) => toast(explain(i18n, error), 'danger'))
  return (
    <div className={styles.embeds}>
      {embeds.map((embed, index) => (
        <Card key={index} embed={embed} />
      ))}
      {rightsOver(message, rights, myId).removePreviews && (
        <IconButton
          icon="close"
          size={16}
          className={styles.remove}
          tabIndex={-1}
          label={t`Remove the previews`}
          onClick={remove}
        />
      )}
    </div>
  )
}

function Card({ embed }: { embed: Embed }) {
  const { title, description, url, provider, author, fields, footer, image, thumbnail, color } = embed
  const site = provider?.name ?? author?.name
  const edge = color ? `#${color.toString(16).padStart(6, '0')}` : undefined
  return (
    <section
      className={styles.card}
      style={{ borderLeftColor: edge }}
      aria-label={title ?? site ?? undefined}
    >
      <div className={styles.words}>
        {site && <p className={styles.site}>{site}</p>}
        {title && (
          <p className={styles.title}>
            {isLink(url) ? (
              <a href={url} target="_blank" rel="noopener noreferrer nofollow ugc">
                {title}
              </a>
            ) : (
              title
            )}
          </p>
        )}
        {description && <Markdown blocks={parseMarkdown(description)} mentions={[]} />}
        {fields && fields.length > 0 && (
          <dl className={styles.fields}>
            {fields.map((field, index) => (
              <div key={index} data-inline={field.inline || undefined}>
                <dt>{field.name}</dt>
                <dd>{field.value}</dd>
              </div>
            ))}
          </dl>
        )}
        {footer && <p className={styles.site}>{footer.text}</p>}
      </div>
      {image ? (
        <Drawing image={image} large />
      ) : (
        thumbnail && <Drawing image={thumbnail} isOurs={embed.type === PREVIEW} />
      )}
    </section>
  )
}

/** Only pictures that Beep itself gives are shown: a stranger's server learns nothing of who reads. */
function Drawing({ image, large, isOurs }: { image: EmbedImage; large?: boolean; isOurs?: boolean }) {
  const address = image.proxy_url ?? image.url
  const own = isOurs || address.startsWith('/') || address.startsWith(`${location.origin}/`)
  if (!own || !image.width || !image.height) return null
  return (
    <img
      className={large ? styles.image : styles.thumbnail}
      src={address}
      alt=""
      width={image.width}
      height={image.height}
      loading="lazy"
    />
  )
}

function isLink(url: string | null | undefined): url is string {
  return url != null && /^https?:\/\//i.test(url)
}
