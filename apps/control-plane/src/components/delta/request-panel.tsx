import { type Delta, decodeTrafficBytes } from '@delta-guard/protocol';
import { formatBytes } from '../../client/format.ts';
import { Panel } from '../ui/panel.tsx';

/** What the client asked, as both sides got it, less what was redacted. */
export function RequestPanel({ request }: { request: Delta['request'] }) {
  return (
    <Panel title="Request" className="mb-4">
      <div className="px-4 py-3 font-mono text-sm break-all">
        <span className="mr-2 font-medium text-ink-3">{request.method}</span>
        {request.target}
      </div>
      {request.headers.length > 0 ? (
        <details className="border-t border-line">
          <summary className="px-4 py-1.5 text-xs text-ink-2 hover:text-ink">
            {request.headers.length} {request.headers.length === 1 ? 'header' : 'headers'}
          </summary>
          <dl className="space-y-0.5 px-4 pb-3 font-mono text-xs">
            {request.headers.map(([name, value], at) => (
              <div key={`${at.toString()}-${name}`} className="break-all">
                <dt className="inline text-ink-2">{name}: </dt>
                <dd className="inline">{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      ) : null}
      {request.body ? <RequestBody body={request.body} /> : null}
    </Panel>
  );
}

const shownMax = 8_000;

function RequestBody({ body }: { body: NonNullable<Delta['request']['body']> }) {
  const text = 'text' in body.bytes ? body.bytes.text : null;
  if (text === '' && body.truncated) {
    return (
      <p className="border-t border-line px-4 py-1.5 text-xs text-ink-2">
        Body, {formatBytes(body.bytesTotal)}, not kept
      </p>
    );
  }
  return (
    <details className="border-t border-line">
      <summary className="px-4 py-1.5 text-xs text-ink-2 hover:text-ink">
        Body, {formatBytes(body.bytesTotal)}
        {body.truncated ? ', cut' : ''}
      </summary>
      {text === null ? (
        <p className="px-4 pb-3 text-xs text-ink-2">
          Not text: {formatBytes(decodeTrafficBytes(body.bytes).length)} are kept.
        </p>
      ) : (
        <pre className="max-h-96 overflow-auto px-4 pb-3 font-mono text-xs break-all whitespace-pre-wrap">
          {text.slice(0, shownMax)}
          {text.length > shownMax ? '…' : ''}
        </pre>
      )}
    </details>
  );
}
