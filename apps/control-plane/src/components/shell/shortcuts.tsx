'use client';

import { Keyboard } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useKeys } from '../../client/use-keys.ts';
import { Button } from '../ui/button.tsx';
import { Modal, ModalBody } from '../ui/dialog.tsx';

const groups = [
  {
    title: 'Anywhere',
    keys: [
      { keys: ['g', 'r'], does: 'Routes' },
      { keys: ['g', 'u'], does: 'Rules' },
      { keys: ['g', 'i'], does: 'Instances' },
      { keys: ['g', 'p'], does: 'Policies' },
      { keys: ['g', 's'], does: 'Storage' },
      { keys: ['/'], does: 'Filter the list' },
      { keys: ['?'], does: 'This list' },
    ],
  },
  {
    title: 'In a delta',
    keys: [
      { keys: ['j'], does: 'Next difference (also n)' },
      { keys: ['k'], does: 'Previous difference (also p)' },
      { keys: ['Enter'], does: 'Open the field that has focus' },
      { keys: ['['], does: 'Newer delta' },
      { keys: [']'], does: 'Older delta' },
    ],
  },
] as const;

export function Shortcuts() {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  useKeys({
    '?': () => setOpen(true),
    'g r': () => router.push('/'),
    'g u': () => router.push('/rules'),
    'g i': () => router.push('/instances'),
    'g p': () => router.push('/policies'),
    'g s': () => router.push('/storage'),
    '/': () => document.querySelector<HTMLInputElement>('input[type="search"]')?.focus(),
  });
  return (
    <>
      <Button look="bare" size="icon" aria-label="Keyboard shortcuts" onClick={() => setOpen(true)}>
        <Keyboard className="size-4" aria-hidden />
      </Button>
      <Modal open={open} onOpenChange={setOpen} title="Keyboard shortcuts">
        <ModalBody>
          <div className="grid gap-6 sm:grid-cols-2">
            {groups.map((group) => (
              <section key={group.title}>
                <h3 className="eyebrow mb-2">{group.title}</h3>
                <dl className="space-y-2">
                  {group.keys.map(({ keys, does }) => (
                    <div key={does} className="flex items-center justify-between gap-4">
                      <dt>{does}</dt>
                      <dd className="flex gap-1">
                        {keys.map((key) => (
                          <kbd
                            key={key}
                            className="min-w-6 rounded border border-line-strong bg-sunken px-1.5 text-center font-mono text-xs"
                          >
                            {key}
                          </kbd>
                        ))}
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
        </ModalBody>
      </Modal>
    </>
  );
}
