// Evaluates expressions as Node does. Reads { steps, env, now, sources } from standard input and writes one outcome for each source.
'use strict';
const crypto = require('crypto');
const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));

// Every value as text, with what JSON cannot say: undefined, NaN, negative zero.
function show(value, depth = 0) {
  if (depth > 250) throw new RangeError('too deep');
  switch (typeof value) {
    case 'undefined': case 'function': return 'undefined';
    case 'number': return Object.is(value, -0) ? '-0' : String(value);
    case 'boolean': return String(value);
    case 'string': return JSON.stringify(value);
  }
  if (value === null) return 'null';
  if (typeof value.toJSON === 'function') return show(value.toJSON(), depth + 1);
  if (Array.isArray(value)) return '[' + Array.from(value, v => show(v, depth + 1)).join(',') + ']';
  return '{' + Object.keys(value).map(k => JSON.stringify(k) + ':' + show(value[k], depth + 1)).join(',') + '}';
}

const outcomes = input.sources.map(source => {
  try {
    const scope = { steps: JSON.parse(input.steps), env: JSON.parse(input.env), now: new Date(input.now), crypto };
    const evaluate = new Function(...Object.keys(scope), 'return (' + source + '\n)');
    return show(evaluate(...Object.values(scope)));
  } catch (e) {
    return 'throws ' + (e instanceof Error ? e.name : 'Error');
  }
});
process.stdout.write(JSON.stringify(outcomes));
