import styles from './Skeleton.module.css'

/** Grey shapes where something will be. */
export function Skeleton({
  width = '100%',
  height = 14,
  round,
}: {
  width?: number | string
  height?: number
  round?: boolean
}) {
  return (
    <span className={styles.skeleton} style={{ width, height, borderRadius: round ? '50%' : undefined }} />
  )
}

/** A few lines of a list that is loading. */
export function SkeletonRows({ count, label }: { count: number; label: string }) {
  return (
    <div className={styles.rows} role="status" aria-label={label}>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={styles.row}>
          <Skeleton width={32} height={32} round />
          <div className={styles.lines}>
            <Skeleton width={`${30 + ((index * 17) % 30)}%`} height={12} />
            <Skeleton width={`${45 + ((index * 29) % 50)}%`} height={12} />
          </div>
        </div>
      ))}
    </div>
  )
}
