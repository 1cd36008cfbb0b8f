'use client';

export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body
        style={{
          fontFamily: 'system-ui, sans-serif',
          display: 'grid',
          placeItems: 'center',
          minHeight: '100vh',
        }}
      >
        <div role="alert" style={{ textAlign: 'center' }}>
          <h1 style={{ fontSize: '1rem' }}>The dashboard failed</h1>
          <p>Proxies go on serving clients with their last configuration.</p>
          <button type="button" onClick={retry}>
            Try again
          </button>
        </div>
      </body>
    </html>
  );
}
