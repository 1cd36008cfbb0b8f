/** Longer than any answer of a healthy control plane takes, shorter than anyone waits. */
const answerTimeoutMs = 8_000;

interface RequestOptions {
  method?: string;
  body?: BodyInit | null | undefined;
  headers?: HeadersInit | undefined;
  signal?: AbortSignal | null | undefined;
}

/** `fetch` that gives up, with words for whoever waits: what failed, and what to make of it. */
export async function fetchInTime(
  url: string | URL | Request,
  options: RequestOptions = {},
): Promise<Response> {
  const { signal, body, headers, method } = options;
  const timeout = AbortSignal.timeout(answerTimeoutMs);
  try {
    return await fetch(url, {
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(method === undefined ? {} : { method }),
      ...(body === undefined ? {} : { body }),
      ...(headers === undefined ? {} : { headers }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    const acts = method === 'POST' ? ' Whether it acted shows when it is back.' : '';
    throw new Error(
      timeout.aborted
        ? `The control plane did not answer within ${answerTimeoutMs / 1_000} seconds.${acts}`
        : `The control plane cannot be reached.${acts}`,
      { cause: error },
    );
  }
}
