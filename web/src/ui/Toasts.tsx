import { useLingui } from '@lingui/react/macro'

import { Icon } from './Icon'
import styles from './Toasts.module.css'
import { dismissToast, useToasts } from './toasts'

/** The place where toasts appear. */
export function Toasts() {
  const { t } = useLingui()
  const toasts = useToasts((state) => state.toasts)
  return (
    <div className={styles.toasts} role="status">
      {toasts.map((one) => (
        <div key={one.id} className={styles.toast} data-tone={one.tone}>
          <p>{one.text}</p>
          <button type="button" aria-label={t`Close`} onClick={() => dismissToast(one.id)}>
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  )
}
