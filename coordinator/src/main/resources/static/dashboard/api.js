// Talks to the service. The token is kept for this tab alone.

const KEY = 'tifl-token';
let signedOut = () => {};
let reachable = () => {};

/** What the service answered that it should not have, in its own words. */
export class ServiceError extends Error {
  constructor(status, detail, problems, code) {
    super(detail);
    this.status = status;
    this.problems = problems;
    this.code = code;
  }
}

/** The service did not answer at all. */
export class Unreachable extends Error {}

export function token() {
  return sessionStorage.getItem(KEY);
}

export function keepToken(value) {
  if (value) sessionStorage.setItem(KEY, value);
  else sessionStorage.removeItem(KEY);
}

/** @param listeners {signedOut(), reachable(yes)} */
export function listen(listeners) {
  ({signedOut, reachable} = listeners);
}

export async function request(path, {method = 'GET', body, type, signal, raw} = {}) {
  const headers = {Authorization: `Bearer ${token()}`};
  if (type) headers['Content-Type'] = type;
  let answer;
  try {
    answer = await fetch(path, {method, headers, body, signal, cache: 'no-store', redirect: 'error'});
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    reachable(false);
    throw new Unreachable('The service does not answer.');
  }
  if (answer.status === 401) {
    signedOut();
    throw new ServiceError(401, 'The token is unknown, or has expired.');
  }
  if (!answer.ok) throw await errorOf(answer);
  return raw ? answer : decoded(answer);
}

async function decoded(answer) {
  if (answer.status === 204) return null;
  const type = answer.headers.get('Content-Type') ?? '';
  return type.includes('json') ? answer.json() : answer.text();
}

async function errorOf(answer) {
  try {
    const problem = await answer.json();
    return new ServiceError(answer.status, problem.detail ?? problem.title ?? `Error ${answer.status}`,
      Array.isArray(problem.problems) ? problem.problems.map(String) : undefined, problem.code);
  } catch {
    const known = {403: 'Your role may not do this.', 404: 'This is not there.', 503: 'The service is not ready; try again.'};
    return new ServiceError(answer.status, known[answer.status] ?? `The service answered with error ${answer.status}.`);
  }
}

export const get = (path, options) => request(path, options);
export const post = (path, body = '', type = 'application/json') => request(path, {method: 'POST', body, type});
export const remove = path => request(path, {method: 'DELETE'});

/** The same, or null where the service does not have it. */
export async function optional(path) {
  try {
    return await get(path);
  } catch (e) {
    if (e.status === 404 || e.status === 403) return null;
    throw e;
  }
}

export const part = encodeURIComponent;
