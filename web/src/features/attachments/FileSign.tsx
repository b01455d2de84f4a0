import type { FileKind } from '@/lib/files'

import styles from './FileSign.module.css'

const MARKS: Record<FileKind, string> = {
  image: 'M8 26l6-7 4.5 5 3-3.5L26 26zM13 14.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  video: 'M12.5 12v11l9-5.5z',
  audio: 'M13 24V13l8-2v11M13 24a2.5 2 0 1 1-2.500-2M21 22a2.500 2 0 1 1-2.500-2',
  other: 'M11 15h11M11 19.500h11M11 24h7',
}

/** A sheet with a folded corner and what it holds. */
export function FileSign({ kind }: { kind: FileKind }) {
  return (
    <svg className={styles.sign} viewBox="0 0 33 36" width="33" height="36" aria-hidden="true">
      <path className={styles.sheet} d="M5 5a3 3 0 0 1 3-3h12l9 9v20a3 3 0 0 1-3 3H8a3 3 0 0 1-3-3z" />
      <path className={styles.fold} d="M20 2l9 9h-6.500A2.500 2.500 0 0 1 20 8.500z" />
      <path className={styles.mark} d={MARKS[kind]} />
    </svg>
  )
}
