import { Compass } from 'lucide-react';
import Link from 'next/link';
import { buttonClass } from '../components/ui/button.tsx';
import { EmptyFace } from '../components/ui/faces.tsx';

export default function NotFound() {
  return (
    <>
      <title>Not found · Delta Guard</title>
      <EmptyFace
        icon={<Compass />}
        title="There is no such page"
        action={
          <Link href="/" className={buttonClass('strong')}>
            To the routes
          </Link>
        }
      >
        The address may be mistyped, or what it named was deleted.
      </EmptyFace>
    </>
  );
}
