import clsx from 'clsx';
import type { ComponentProps } from 'react';

const looks = {
  strong: 'bg-ink text-on-strong hover:bg-ink-2 border-transparent',
  candidate: 'bg-candidate text-on-strong hover:brightness-110 border-transparent',
  danger: 'bg-bad text-on-strong hover:brightness-110 border-transparent',
  retreat: 'bg-surface text-bad border-line-strong hover:bg-bad-soft',
  plain: 'bg-surface text-ink border-line-strong hover:bg-sunken',
  bare: 'bg-transparent text-ink-2 border-transparent hover:bg-sunken hover:text-ink',
} as const;

const sizes = {
  sm: 'h-7 px-2.5 text-xs gap-1.5',
  md: 'h-8 px-3 text-sm gap-2',
  icon: 'size-8 justify-center',
} as const;

interface ButtonProps extends ComponentProps<'button'> {
  look?: keyof typeof looks;
  size?: keyof typeof sizes;
}

export function buttonClass(look: keyof typeof looks = 'plain', size: keyof typeof sizes = 'md') {
  return clsx(
    'inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap transition-colors',
    'disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-ink-3 disabled:hover:brightness-100',
    'aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-ink-3 aria-disabled:hover:brightness-100',
    looks[look],
    sizes[size],
  );
}

export function Button({ look, size, className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={clsx(buttonClass(look, size), className)} {...rest} />;
}
