// Creates a job, from a form or as YAML. What the service says is wrong stands beside it.

import {get, part, post} from '../api.js';
import {card, empty, field, fresh, h, problem, put} from '../dom.js';

const FIELDS = [
  {group: 'What', fields: [
    {name: 'name', label: 'Name', needed: true, hint: 'of the job; nobody else’s'},
    {name: 'model', label: 'Model', needed: true, list: ['logistic', 'mnist-cnn', 'femnist-cnn', 'small-cnn'], hint: 'as the clients’ program knows it'},
    {name: 'model-settings', label: 'Model settings', hint: 'such as inputs: 60, classes: 5', map: true},
  ]},
  {group: 'Rounds', fields: [
    {name: 'rounds', label: 'Rounds', usual: '100', kind: 'number'},
    {name: 'clients-per-round', label: 'Clients per round', usual: '5', kind: 'number'},
    {name: 'least-clients', label: 'Least clients', kind: 'number', hint: 'begin when so many are there'},
    {name: 'quorum', label: 'Quorum', kind: 'number', hint: 'so many must count; 4 of 5 unless said'},
    {name: 'deadline', label: 'Deadline (seconds)', usual: '600', kind: 'number'},
    {name: 'evaluate-every', label: 'Evaluate every … rounds', usual: '10', kind: 'number'},
  ]},
  {group: 'Who is asked', fields: [
    {name: 'policy', label: 'Policy', usual: 'adaptive', choices: 'policies'},
    {name: 'sync-rounds', label: 'Profiling rounds', usual: '1', kind: 'number', hint: '0 for no tiers'},
    {name: 'tiers', label: 'Tiers', kind: 'number', hint: '5 unless said'},
  ]},
  {group: 'Training', fields: [
    {name: 'epochs', label: 'Epochs', usual: '1', kind: 'number'},
    {name: 'batch-size', label: 'Batch size', usual: '10', kind: 'number'},
    {name: 'learning-rate', label: 'Learning rate', usual: '0.01', kind: 'number'},
    {name: 'codec', label: 'Codec of updates', usual: 'float32', choices: 'codecs'},
    {name: 'rule', label: 'Rule', usual: 'weighted-mean', choices: 'rules'},
    {name: 'server-optimizer', label: 'Server optimiser', usual: 'add', choices: 'serverOptimizers'},
    {name: 'seed', label: 'Seed', usual: '1', kind: 'number'},
  ]},
];

export function newJob(page) {
  page.title('New job');
  const controls = new Map();
  const said = h('div', {'aria-live': 'assertive'});
  const yaml = h('textarea', {id: 'yaml', spellcheck: 'false', autocomplete: 'off', wrap: 'off'});
  const further = h('textarea', {class: 'short', spellcheck: 'false', autocomplete: 'off'});
  let asYaml = false;
  let body = null;
  let choices = null;

  async function refresh() {
    if (choices) return;
    choices = await get('/v1/job-choices');
    if (!page.may('operator')) {
      put(page.main, card('New job', empty('Your role may look on', h('p', {}, 'Operators and admins create jobs.'))));
      return;
    }
    FIELDS.flatMap(group => group.fields).forEach(each => controls.set(each.name, control(each)));
    body = h('div', {});
    put(page.main, h('div', {class: 'head'}, h('h1', {}, 'New job')),
      h('form', {novalidate: true, onsubmit: submit}, h('div', {class: 'beside'},
        h('section', {class: 'card', 'aria-label': 'Definition'}, toggle(), body), help())));
    draw();
  }

  function control(each) {
    if (each.choices) {
      return h('select', {id: `job-${each.name}`}, [...choices[each.choices]].map(name =>
        h('option', {value: name, selected: name === each.usual}, name)));
    }
    const list = each.list ? h('datalist', {id: fresh('list')}, each.list.map(value => h('option', {value}))) : null;
    if (list) page.main.append(list);
    const input = h('input', {id: `job-${each.name}`, value: each.usual ?? null, inputmode: each.kind === 'number' ? 'decimal' : null,
      list: list?.id, autocomplete: 'off', spellcheck: 'false', required: each.needed});
    input.suggestions = list;
    return input;
  }

  function toggle() {
    const button = (title, yes) => h('button', {type: 'button', 'aria-pressed': String(asYaml === yes), 'data-mode': yes ? 'yaml' : 'form', onclick: event => {
      if (yes && !asYaml) yaml.value = written();
      asYaml = yes;
      event.target.parentElement.querySelectorAll('button').forEach(each => each.setAttribute('aria-pressed', String(each === event.target)));
      put(said);
      draw();
    }}, title);
    return h('div', {class: 'choice', role: 'group', 'aria-label': 'Give the definition as'}, button('Form', false), button('YAML', true));
  }

  function draw() {
    const send = h('div', {class: 'row'}, h('button', {class: 'first', type: 'submit'}, 'Create the job'), h('a', {class: 'button', href: '#/jobs'}, 'Cancel'));
    put(body, said, asYaml ? field('Definition in YAML or JSON', yaml) : [
      FIELDS.map(({group, fields}) => h('fieldset', {}, h('legend', {}, group), h('div', {class: 'fields'}, fields.map(each =>
        [field(each.label, controls.get(each.name), each.hint), controls.get(each.name).suggestions])))),
      field('Further settings', further, 'in YAML, a line each, such as over-commit: 0.3 or wrappers: {clip: 1, noise: 1.1, epsilon: 8}')], send);
  }

  function written() {
    const lines = [];
    for (const each of FIELDS.flatMap(group => group.fields)) {
      const value = controls.get(each.name).value.trim();
      if (value) lines.push(`${each.name}: ${each.map ? map(value) : scalar(value, each.kind)}`);
    }
    return [...lines, further.value.trim()].filter(Boolean).join('\n') + '\n';
  }

  async function submit(event) {
    event.preventDefault();
    const button = event.submitter ?? body.querySelector('[type=submit]');
    button.disabled = true;
    clearMarks();
    put(said);
    try {
      const created = await post('/v1/jobs', asYaml ? yaml.value : written(), 'application/yaml');
      page.say(`Job ${created.name} is created.`);
      page.go(`/jobs/${part(created.name)}`);
    } catch (e) {
      put(said, problem(e));
      mark(e.problems ?? [e.message]);
    } finally {
      button.disabled = false;
    }
  }

  function clearMarks() {
    for (const input of [...controls.values(), yaml]) {
      input.removeAttribute('aria-invalid');
      input.parentElement?.querySelector('.wrong')?.remove();
    }
  }

  /** Beside the field that a problem names, so far as it names one. */
  function mark(problems) {
    if (asYaml) {
      yaml.setAttribute('aria-invalid', 'true');
      yaml.focus();
      return;
    }
    let first = null;
    for (const [name, input] of controls) {
      const mine = problems.filter(text => names(text, name));
      if (!mine.length) continue;
      first ??= input;
      const id = `${input.id}-wrong`;
      input.setAttribute('aria-invalid', 'true');
      input.setAttribute('aria-errormessage', id);
      input.after(h('p', {class: 'wrong', id}, mine.join('; ')));
    }
    (first ?? body.querySelector('[type=submit]')).focus();
  }

  return {refresh};
}

/** Whether a problem is about this setting: it says its name in quotes, or at the beginning. */
function names(text, name) {
  if (text.includes(`'${name}'`)) return true;
  const loose = {model: /^(unknown )?model\b/i, policy: /\bpolicy '/, codec: /\bcodec '/, name: /^(a job|job)\b.*\b(id|name)\b/i, rule: /\brule '/};
  return loose[name]?.test(text) ?? false;
}

function scalar(value, kind) {
  return kind === 'number' || /^[A-Za-z][\w.-]*$/.test(value) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(value) ? value : JSON.stringify(value);
}

function map(value) {
  return value.startsWith('{') ? value : `{${value}}`;
}

function help() {
  return h('aside', {class: 'card', 'aria-labelledby': 'help-title'}, h('h2', {id: 'help-title'}, 'What happens then'),
    h('p', {}, 'The job begins by itself when so many clients are there as you ask for. First they are timed and put in tiers, then the rounds begin.'),
    h('p', {}, 'All that is wrong with a definition is said at once, and nothing is created until it is right.'),
    h('p', {}, 'You can change from the form to YAML at any time: what you filled in comes along.'));
}
