import { closeReason, decodeControlMessage, protocolVersion } from '@delta-guard/protocol';
import { WebSocket } from 'undici';
import type { Fleet } from './fleet.ts';

interface Run {
  spool: string;
  instance: string;
}

const attemptsMax = 20;

/** A clone of a run, as of its host with all memory: sends a batch of its own as the next of that spool, until it is taken. */
export async function sendAsClone(fleet: Fleet, run: Run): Promise<void> {
  let end = '';
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    end = await sendOnce(fleet, run);
    if (end === 'taken') return;
  }
  throw new Error(`the clone was not heard: ${end}`);
}

/** How it ended; the run itself may be faster and take the link back. */
async function sendOnce(fleet: Fleet, run: Run): Promise<string> {
  const socket = new WebSocket(`${fleet.controlUrl.replace('http', 'ws')}/ingest`, {
    headers: { authorization: `Bearer ${fleet.token}` },
  });
  const send = (message: object) => socket.send(JSON.stringify(message));
  const state = { appliedRevision: 0, firstSeq: 1, servedStages: ['off', 'shadow'], startedAt: Date.now() };
  const gap = { type: 'gap', at: Date.now(), reason: 'of the clone', lostEvents: 0 };
  try {
    return await new Promise<string>((resolve) => {
      socket.addEventListener('open', () =>
        send({ type: 'hello', protocol: protocolVersion, gateway: 'default', ...run, ...state }),
      );
      socket.addEventListener('message', ({ data }) => {
        const message = decodeControlMessage(String(data));
        if (!message.ok) return resolve(message.reason);
        const { value } = message;
        if (value.type === 'welcome') send({ type: 'batch', seq: value.ackedSeq + 1, events: [gap] });
        if (value.type === 'ack') resolve('taken');
      });
      socket.addEventListener('close', ({ code, reason }) => resolve(`${closeReason(code)} ${reason}`));
      socket.addEventListener('error', ({ message }) => resolve(message));
    });
  } finally {
    socket.close();
  }
}
