// Server-sent events over fetch, which unlike EventSource can show a token. It comes back by itself, later and later.

import {token} from './api.js';

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;
// The service says something every 15 s.
const SILENCE = 40000;

/**
 * Reads a stream until `close()`.
 *
 * @param listeners {event(name, data), state({live, retryAt}), opened(again), signedOut()}
 */
export function open(path, listeners) {
  let closed = false;
  let abort = new AbortController();
  let wake = () => {};

  async function once(again) {
    abort = new AbortController();
    const answer = await fetch(path, {
      headers: {Authorization: `Bearer ${token()}`, Accept: 'text/event-stream'}, signal: abort.signal, cache: 'no-store',
    });
    if (answer.status === 401) {
      closed = true;
      listeners.signedOut();
      return;
    }
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    listeners.state({live: true});
    listeners.opened(again);
    await read(answer.body.getReader());
  }

  async function read(reader) {
    const decoder = new TextDecoder();
    let text = '';
    while (true) {
      const timer = setTimeout(() => abort.abort(), SILENCE);
      const {value, done} = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      text += decoder.decode(value, {stream: true});
      const blocks = text.split('\n\n');
      text = blocks.pop();
      blocks.forEach(tell);
    }
  }

  function tell(block) {
    let name = 'message';
    const data = [];
    for (const line of block.split('\n')) {
      if (line.startsWith('event:')) name = line.slice(6).trim();
      else if (line.startsWith('data:')) data.push(line.slice(5));
    }
    if (data.length) listeners.event(name, JSON.parse(data.join('\n')));
  }

  async function run() {
    let wait = FIRST_WAIT;
    let again = false;
    while (!closed) {
      const began = Date.now();
      try {
        await once(again);
      } catch {
        // The connection is gone: that is what the state says.
      }
      if (closed) return;
      if (Date.now() - began > LONGEST_WAIT) wait = FIRST_WAIT;
      listeners.state({live: false, retryAt: Date.now() + wait});
      await new Promise(resolve => {
        wake = resolve;
        setTimeout(resolve, wait);
      });
      wait = Math.min(LONGEST_WAIT, wait * 2);
      again = true;
    }
  }

  run();
  return {
    close() {
      closed = true;
      abort.abort();
      wake();
    },
    /** Tries at once. */
    now() {
      wake();
    },
  };
}
