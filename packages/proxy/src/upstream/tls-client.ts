import { Client, type Dispatcher } from 'undici';

/**
 * undici takes the name to ask for from each request's Host, which is the client's word, and gives up a connection
 * when that changes. The name of an upstream is its own, and the same for all requests.
 */
export class TlsClient extends Client {
  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return super.dispatch({ ...options, ...oneName }, handler);
  }
}

/** Any name will do: what is asked for and verified is said by whoever makes the connection. */
const oneName = { servername: 'upstream' };
