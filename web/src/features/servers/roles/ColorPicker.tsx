import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'

import { colorOf, hexOf, legible, roleColors } from '@/lib/color'
import { Icon } from '@/ui/Icon'

import styles from './ColorPicker.module.css'

interface ColorPickerProps {
  value: number
  /** The name that is shown in that colour. */
  name: string
  disabled: boolean
  onChange: (color: number) => void
}

/** No colour, a few that go well with the page, or any other; says where it will be adapted to be read. */
export function ColorPicker({ value, name, disabled, onChange }: ColorPickerProps) {
  const { t } = useLingui()
  const id = useId()
  const presets: [number, string][] = [
    [0, t`No colour`],
    [0x0b7a66, t`Pine`],
    [0x2f7d32, t`Leaf`],
    [0x6b7a12, t`Olive`],
    [0xb26a00, t`Amber`],
    [0xc2452d, t`Brick`],
    [0xb5305a, t`Raspberry`],
    [0x8a4a9e, t`Plum`],
    [0x4a63c4, t`Iris`],
    [0x2277a8, t`Lake`],
    [0x6b7772, t`Slate`],
  ]
  const adapted = value !== 0 && (legible(value, 'light') !== value || legible(value, 'dark') !== value)
  return (
    <fieldset className={styles.field} disabled={disabled}>
      <legend>
        <Trans>Colour</Trans>
      </legend>
      <div className={styles.swatches}>
        {presets.map(([color, label]) => (
          <button
            key={color}
            type="button"
            className={styles.swatch}
            style={color ? { background: hexOf(color) } : undefined}
            aria-label={label}
            title={label}
            aria-pressed={color === value}
            onClick={() => onChange(color)}
          >
            {color === value && <Icon name={color ? 'check' : 'slash'} size={18} />}
            {color === 0 && value !== 0 && <Icon name="slash" size={18} />}
          </button>
        ))}
        <label className={styles.other} htmlFor={id}>
          <Trans>Another</Trans>
          <input
            id={id}
            type="color"
            value={hexOf(value)}
            onChange={(event) => onChange(colorOf(event.target.value) ?? 0)}
          />
        </label>
      </div>
      <div className={styles.previews} aria-hidden="true" style={roleColors(value)}>
        <span data-on="light">{name}</span>
        <span data-on="dark">{name}</span>
      </div>
      {adapted && (
        <p className={styles.note} role="status">
          <Trans>
            As it is, this colour would be hard to read on one of the themes: names use the nearest shade that
            can be read there.
          </Trans>
        </p>
      )}
    </fieldset>
  )
}
