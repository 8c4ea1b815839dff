'use strict';

const kShownRows = 1000;

const kExamples = [
  ['Failed sign-ins by account',
    'SigninLogs\n| where ResultType != "0"\n| summarize Failures = count(), Addresses = dcount(IPAddress) by UserPrincipalName\n| top 20 by Failures'],
  ['Encoded PowerShell on hosts',
    'DeviceProcessEvents\n| where FileName =~ "powershell.exe" and ProcessCommandLine has_any ("-enc", "-EncodedCommand")\n| project TimeGenerated, DeviceName, AccountName, ProcessCommandLine\n| take 100'],
  ['Logons per hour and type',
    'SecurityEvent\n| where EventID in (4624, 4625)\n| summarize Logons = count() by bin(TimeGenerated, 1h), EventID\n| order by TimeGenerated asc'],
];

const element = (id) => document.getElementById(id);
let running = null;

function say(text) { element('status').textContent = text; }

function make(tag, text, className) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
}

function cellText(value) {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function tableOf(table) {
  const box = make('div', undefined, 'scroll');
  box.tabIndex = 0;
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', 'Result table');
  const node = make('table');
  const rows = table.Rows.filter(Array.isArray);
  const more = rows.length > kShownRows ? `, the first ${kShownRows.toLocaleString()} shown` : '';
  node.append(make('caption', `${rows.length.toLocaleString()} rows${more}`));
  const head = make('tr');
  const numeric = table.Columns.map((c) => ['int', 'long', 'real', 'decimal'].includes(c.ColumnType));
  for (const [i, column] of table.Columns.entries()) {
    const cell = make('th', column.ColumnName, numeric[i] ? 'number' : '');
    cell.scope = 'col';
    cell.append(make('small', column.ColumnType));
    head.append(cell);
  }
  node.append(make('thead'));
  node.tHead.append(head);
  const body = make('tbody');
  for (const row of rows.slice(0, kShownRows)) {
    const line = make('tr');
    row.forEach((value, i) => line.append(make('td', cellText(value), numeric[i] ? 'number' : '')));
    body.append(line);
  }
  body.addEventListener('click', (event) => event.target.closest('td')?.classList.toggle('open'));
  node.append(body);
  box.append(node);
  return box;
}

function showError(error) {
  const list = element('errors').querySelector('ol');
  const found = error['@context']?.diagnostics ?? [];
  const places = found.filter((f) => f.end > 0);
  element('errors').querySelector('h2').textContent =
    places.length > 0 ? 'The query has mistakes' : 'The query did not run';
  for (const item of found.length > 0 ? found : [{ message: error['@message'] ?? error.message, end: 0 }]) {
    const line = make('li', item.message + ' ');
    if (item.end > 0) {
      const go = make('button', `line ${item.line}, column ${item.position + 1}`);
      go.type = 'button';
      go.addEventListener('click', () => select(item.start, item.end));
      line.append(go);
    }
    list.append(line);
  }
  element('errors').hidden = false;
}

/** Places count bytes of UTF-8; the text box counts UTF-16 units. */
function select(start, end) {
  const box = element('query');
  const bytes = new TextEncoder().encode(box.value);
  const units = (n) => new TextDecoder().decode(bytes.slice(0, n)).length;
  box.focus();
  box.setSelectionRange(units(start), units(Math.max(end, start + 1)));
}

function properties() {
  const seconds = Number(element('range').value);
  if (!seconds) return {};
  const now = Date.now();
  return {
    Options: {
      query_datetimescope_from: new Date(now - seconds * 1000).toISOString(),
      query_datetimescope_to: new Date(now).toISOString(),
    },
  };
}

function busy(on) {
  element('run').disabled = on;
  element('cancel').hidden = !on;
  element('results').setAttribute('aria-busy', String(on));
}

async function run() {
  const text = element('query').value;
  if (!text.trim()) { say('Type a query first.'); element('query').focus(); return; }
  if (running) return;
  running = new AbortController();
  element('results').replaceChildren();
  element('errors').hidden = true;
  element('errors').querySelector('ol').replaceChildren();
  busy(true);
  say('Running…');
  const begin = performance.now();
  try {
    const response = await fetch('/v2/rest/query', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'x-ms-app': 'harrier page' },
      body: JSON.stringify({ db: 'NetDefaultDB', csl: text, properties: properties() }),
      signal: running.signal,
    });
    const answer = await response.json();
    if (!response.ok) { say(''); showError(answer.error); return; }
    const tables = answer.filter((frame) => frame.TableKind === 'PrimaryResult');
    element('results').replaceChildren(...tables.map(tableOf));
    const rows = tables.reduce((n, table) => n + table.Rows.filter(Array.isArray).length, 0);
    const seconds = ((performance.now() - begin) / 1000).toFixed(2);
    say(rows === 0 ? `No rows match, after ${seconds} s.` : `${rows.toLocaleString()} rows in ${seconds} s.`);
    const end = answer.find((frame) => frame.FrameType === 'DataSetCompletion');
    if (end?.HasErrors) showError(end.OneApiErrors[0].error);
  } catch (failure) {
    if (failure.name === 'AbortError') say('Cancelled.');
    else { say(''); showError({ message: `The server cannot be reached: ${failure.message}` }); }
  } finally {
    running = null;
    busy(false);
  }
}

function begin() {
  for (const [name, text] of kExamples) {
    const item = make('li');
    const button = make('button', name);
    button.type = 'button';
    button.addEventListener('click', () => { element('query').value = text; run(); });
    item.append(button);
    element('examples').append(item);
  }
  element('form').addEventListener('submit', (event) => { event.preventDefault(); run(); });
  element('cancel').addEventListener('click', () => running?.abort());
  element('query').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.shiftKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });
  const given = new URLSearchParams(location.search).get('q');
  // Shown, never run by itself: a link from elsewhere must not act here.
  element('query').value = given ?? kExamples[0][1];
  element('query').focus();
}

begin();
