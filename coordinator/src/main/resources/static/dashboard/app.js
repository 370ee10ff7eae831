// The page: signs in, shows who is there and whether news comes, and which view the address asks for.

import * as api from './api.js';
import {h, put} from './dom.js';
import * as stream from './stream.js';
import * as theme from './theme.js';
import {jobs} from './views/jobs.js';
import {job} from './views/job.js';
import {round} from './views/round.js';
import {newJob} from './views/newjob.js';
import {clients} from './views/clients.js';
import {works, work, KINDS} from './views/works.js';
import {admin} from './views/admin.js';

const main = document.getElementById('main');
const bar = document.getElementById('bar');
const notice = document.getElementById('connection');
const news = document.getElementById('news');

const RANK = {viewer: 0, operator: 1, admin: 2};
let self = null;
let offered = [];
let shown = null;
let channel = null;
let lost = null;
let ticking = null;

const ROUTES = [
  [/^\/jobs$/, () => jobs],
  [/^\/new$/, () => newJob],
  [/^\/jobs\/([^/]+)$/, () => job],
  [/^\/jobs\/([^/]+)\/rounds\/(\d+)$/, () => round],
  [/^\/clients$/, () => clients],
  [/^\/admin$/, () => admin],
  [/^\/works\/([^/]+)$/, () => works],
  [/^\/works\/([^/]+)\/([^/]+)$/, () => work],
];

/** What views may use of the page. */
const page = {
  main,
  may: role => RANK[self?.role] >= RANK[role],
  go(path) {
    location.hash = path;
  },
  /** Says something to those who do not see the page. */
  say(text) {
    news.append(h('p', {}, text));
    while (news.childElementCount > 20) news.firstElementChild.remove();
  },
  title(text) {
    document.title = text ? `${text} – tifl` : 'tifl';
  },
};

function takeTokenFromAddress() {
  const match = /^#token=([^&]+)(?:&view=(.*))?$/.exec(location.hash);
  if (match) {
    api.keepToken(decodeURIComponent(match[1]));
    history.replaceState(null, '', `${location.pathname}#${match[2] || '/jobs'}`);
  }
}

function signIn(message) {
  leave();
  self = null;
  channel?.close();
  channel = null;
  lost = null;
  showConnection();
  bar.hidden = true;
  page.title('Sign in');
  const input = h('input', {type: 'password', id: 'token', autocomplete: 'off', spellcheck: 'false', required: true,
    'aria-describedby': 'token-hint'});
  const said = h('div', {'aria-live': 'assertive'}, message ? h('p', {class: 'problem'}, message) : null);
  const form = h('form', {onsubmit: event => {
    event.preventDefault();
    api.keepToken(input.value.trim());
    start().catch(e => put(said, h('p', {class: 'problem'}, e.message)));
  }}, said, h('div', {class: 'field'}, h('label', {for: 'token'}, 'Token'), input,
    h('p', {class: 'hint', id: 'token-hint'}, 'The first one lies in ', h('code', {}, 'admin.token'),
      ', in the data folder of the coordinator. An admin can issue more.')),
  h('button', {class: 'first', type: 'submit'}, 'Sign in'));
  put(main, h('div', {class: 'sign'}, h('section', {class: 'card', 'aria-labelledby': 'sign-title'},
    h('h1', {id: 'sign-title'}, h('img', {src: 'icon.svg', alt: ''}), 'tifl coordinator'),
    h('p', {class: 'quiet'}, 'Sign in with an operator’s token.'), form)));
  input.focus();
}

function signOut(message) {
  api.keepToken(null);
  signIn(message);
}

async function start() {
  self = await api.get('/v1/self');
  offered = KINDS.filter(kind => self.offers.includes(kind.path));
  bar.hidden = false;
  route();
}

function showBar(path) {
  const links = [['/jobs', 'Jobs'], ['/clients', 'Clients'], ...offered.map(kind => [`/works/${kind.id}`, kind.title]),
    ...(page.may('admin') ? [['/admin', 'Admin']] : [])];
  const choose = h('select', {'aria-label': 'Colours', 'data-key': 'theme', onchange: event => theme.choose(event.target.value)},
    theme.themes.map(each => h('option', {value: each, selected: each === theme.current()},
      {system: 'Auto', light: 'Light', dark: 'Dark'}[each])));
  const at = `/${path.split('/')[1]}${path.startsWith('/works/') ? `/${path.split('/')[2]}` : ''}`;
  put(bar, h('a', {class: 'brand', href: '#/jobs'}, h('img', {src: 'icon.svg', alt: ''}), 'tifl'),
    h('nav', {'aria-label': 'Main'}, h('ul', {}, links.map(([to, title]) =>
      h('li', {}, h('a', {href: `#${to}`, 'aria-current': to === at || (to === '/jobs' && at === '/new') ? 'page' : null}, title))))),
    h('div', {class: 'side'}, h('span', {class: 'pulse', id: 'pulse'}, 'Connecting'),
      h('span', {class: 'who'}, `${self.name}, ${self.role}`), choose,
      h('button', {class: 'small', 'data-key': 'out', onclick: () => signOut()}, 'Sign out')));
  showConnection();
}

function leave() {
  shown?.close?.();
  shown = null;
}

function route() {
  if (!self) return;
  const path = decodePath(location.hash.slice(1));
  const found = ROUTES.map(([pattern, view]) => [pattern.exec(path), view]).find(([match]) => match);
  if (!found) {
    history.replaceState(null, '', '#/jobs');
    route();
    return;
  }
  leave();
  showBar(path);
  put(main, h('p', {class: 'quiet'}, 'Loading …'));
  const view = found[1]();
  shown = view(page, ...found[0].slice(1).map(decodeURIComponent));
  follow(shown.events ?? '/v1/events');
  // A view with events of its own is fetched once they come: nothing is missed in between.
  if (!shown.events || channel.live || lost) refresh(shown);
  window.scrollTo(0, 0);
}

function decodePath(hash) {
  return hash || '/jobs';
}

async function refresh(view) {
  try {
    await view.refresh();
  } catch (e) {
    if (view === shown && !(e instanceof api.Unreachable) && e.name !== 'AbortError' && self) {
      if (!(e instanceof api.ServiceError)) console.error(e);
      put(main, h('div', {class: 'card'}, h('h1', {}, e.status === 404 ? 'Not there' : 'This cannot be shown'),
        h('p', {}, e.message), h('p', {}, h('a', {href: '#/jobs'}, 'To the jobs'))));
    }
  }
}

function follow(path) {
  if (channel?.path === path) return;
  channel?.stream.close();
  const mine = {path};
  mine.close = () => mine.stream.close();
  mine.stream = stream.open(path, {
    event(name, data) {
      if (channel === mine) shown?.event?.(name, data);
    },
    state({live, retryAt}) {
      if (channel !== mine) return;
      lost = live ? null : {retryAt};
      mine.live = live;
      if (!live && shown?.events) refresh(shown);
      showConnection();
    },
    opened(again) {
      if (channel === mine && (again || shown?.events)) refresh(shown);
      if (again) page.say('The connection is back.');
    },
    signedOut: expired,
  });
  channel = mine;
}

function showConnection() {
  const pulse = document.getElementById('pulse');
  if (pulse) {
    pulse.className = `pulse ${lost ? 'lost' : channel?.live ? 'live' : ''}`;
    pulse.textContent = lost ? 'Connection lost' : channel?.live ? 'Live' : 'Connecting';
  }
  clearInterval(ticking);
  if (!lost) {
    put(notice);
    return;
  }
  const wait = h('span', {'aria-hidden': 'true'});
  const count = () => {
    wait.textContent = lost ? ` Next try in ${Math.max(0, Math.ceil((lost.retryAt - Date.now()) / 1000))} s.` : '';
  };
  if (!notice.firstChild) {
    put(notice, h('p', {}, 'Connection lost: what you see is as it was before.', wait),
      h('button', {class: 'small', onclick: () => channel?.stream.now()}, 'Try now'));
  } else {
    notice.firstChild.append(wait);
    notice.firstChild.querySelectorAll('span:not(:last-child)').forEach(old => old.remove());
  }
  count();
  ticking = setInterval(count, 500);
}

function expired() {
  signOut(self ? 'Your token has expired, or was revoked. Sign in again.' : 'This token is unknown, or has expired.');
}

document.getElementById('skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
theme.apply();
api.listen({signedOut: expired, reachable: () => {}});
takeTokenFromAddress();
window.addEventListener('hashchange', () => {
  if (/^#token=/.test(location.hash)) {
    takeTokenFromAddress();
    start().catch(() => {});
    return;
  }
  route();
});
if (api.token()) start().catch(e => e.status === 401 || signIn(e.message));
else signIn();
