import type { ClientResponse } from '../http/client-response.ts';
import type { CallFailure } from '../upstream/call-failure.ts';
import type { Side } from './side.ts';

/** Passes a side's head on; the side is resumed whenever a slow client takes bytes again. */
export function relayHead(client: ClientResponse, side: Side): void {
  client.head(side.status, side.reason, side.headers, () => side.resume());
}

/** Passes a chunk on, and makes the side wait where the client is slower. */
export function relayData(client: ClientResponse, side: Side, chunk: Buffer): void {
  if (!client.data(chunk)) side.pause();
}

/** Ends the client's answer as the side ended: whole, or broken off so that it cannot look whole. */
export function relayOver(client: ClientResponse, side: Side): void {
  if (side.failure === null) client.end(side.trailers);
  else failClient(client, side.failure);
}

const messages = {
  upstreamRefused: 'the upstream could not be reached',
  upstreamInvalid: 'the upstream gave an answer that is not valid HTTP',
  upstreamReset: 'the upstream broke off before its answer was there',
  upstreamTimeout: 'the upstream did not answer in time',
  upstreamBusy: 'no connection to the upstream is free',
} as const;

export function failClient(client: ClientResponse, failure: CallFailure): void {
  client.fail(failure.code, messages[failure.code], failure.message);
}
