'use client';

import { useEffect } from 'react';

/** Goes to a part of the page that the address names, once it is there: it was not yet when the browser looked for it. */
export function useScrollTo(id: string) {
  useEffect(() => {
    if (window.location.hash === `#${id}`) document.getElementById(id)?.scrollIntoView({ block: 'start' });
  }, [id]);
}
