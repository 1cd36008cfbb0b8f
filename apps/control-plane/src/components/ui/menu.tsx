export const menuContentClass =
  'z-50 min-w-44 rounded-lg border border-line bg-surface p-1 shadow-float focus:outline-none';
export const menuItemClass =
  'flex h-8 cursor-pointer items-center gap-2 rounded-md px-2 text-sm text-ink outline-none select-none data-[highlighted]:bg-sunken data-[disabled]:cursor-not-allowed data-[disabled]:text-ink-3';
