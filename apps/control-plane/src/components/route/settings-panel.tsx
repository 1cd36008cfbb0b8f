'use client';

import { useState } from 'react';
import { settingLines } from '../../client/settings-words.ts';
import { useScrollTo } from '../../client/use-scroll-to.ts';
import type { RouteScreen } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { Mark } from '../ui/mark.tsx';
import { Panel } from '../ui/panel.tsx';
import { SettingsDialog } from './settings-dialog.tsx';

/** What this route has of its own, with a warning where it is less guarded for it. */
export function SettingsPanel({ screen }: { screen: RouteScreen }) {
  const [editing, setEditing] = useState(false);
  useScrollTo('settings');
  return (
    <Panel
      title="Settings"
      id="settings"
      aside={
        <Button size="sm" onClick={() => setEditing(true)}>
          Change settings
        </Button>
      }
    >
      <dl className="divide-y divide-line">
        {settingLines(screen).map(({ name, value, warning }) => (
          <div key={name} className="grid gap-x-4 px-4 py-2 sm:grid-cols-[9.5rem_minmax(0,1fr)]">
            <dt className="text-ink-3">{name}</dt>
            <dd className="min-w-0 break-words">
              {value}
              {warning === null ? null : (
                <p role="note" className="mt-0.5 flex items-start gap-1.5 text-xs text-pretty text-warn">
                  <Mark mood="warn" className="mt-0.5" />
                  {warning}
                </p>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {editing ? <SettingsDialog screen={screen} onClose={() => setEditing(false)} /> : null}
    </Panel>
  );
}
