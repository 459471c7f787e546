// Writes the tables of Unicode's normal forms that the engine carries: node unicode.js > ../../../src/Engine/Expressions/Library/normalization.txt
// (The framework has them only together with ICU, which an invariant process does not load.)
//
// Line 1: canonical decompositions; line 2: the compatibility ones that differ; line 3: combining classes. Each entry is the distance from the code
// point before, in base 36, a colon, and the code points or the class; '!' marks what composing never gives back.
'use strict';
const hangul = c => c >= 0xac00 && c <= 0xd7a3;
const points = s => [...s].map(x => x.codePointAt(0));
const pack = list => { let at = 0; return list.map(([c, text]) => { const r = (c - at).toString(36) + ':' + text; at = c; return r; }).join(' '); };
const canonical = [], compatible = [], classes = [];

// A class is not told, only its order: a mark is moved before another exactly when its class is smaller. One mark of each known class is the scale.
const scale = [[1, 0x334], [6, 0x16ff0], [7, 0x93c], [8, 0x3099], [9, 0x94d], [10, 0x5b0], [11, 0x5b1], [12, 0x5b2], [13, 0x5b3], [14, 0x5b4], [15, 0x5b5], [16, 0x5b6],
  [17, 0x5b7], [18, 0x5b8], [19, 0x5b9], [20, 0x5bb], [21, 0x5bc], [22, 0x5bd], [23, 0x5bf], [24, 0x5c1], [25, 0x5c2], [26, 0xfb1e], [27, 0x64b], [28, 0x64c], [29, 0x64d],
  [30, 0x64e], [31, 0x64f], [32, 0x650], [33, 0x651], [34, 0x652], [35, 0x670], [36, 0x711], [84, 0xc55], [91, 0xc56], [103, 0xe38], [107, 0xe48], [118, 0xeb8], [122, 0xec8],
  [129, 0xf71], [130, 0xf72], [132, 0xf74], [202, 0x321], [214, 0x1dce], [216, 0x31b], [218, 0x302a], [220, 0x316], [222, 0x59a], [224, 0x302e], [226, 0x1d16d], [228, 0x5ae],
  [230, 0x301], [232, 0x315], [233, 0x35c], [234, 0x35d], [240, 0x345]].map(([k, c]) => [k, String.fromCodePoint(c)]);
const moves = (a, b) => (a + b).normalize('NFD') !== a.normalize('NFD') + b.normalize('NFD');
function classOf(s) {
  if (!/^\p{M}$/u.test(s) || points(s.normalize('NFD')).length > 1) return 0;
  if (!moves(s, scale[0][1]) && !moves('\u0345', s)) return 0;
  for (const [k, mark] of scale) if (!moves(s, mark) && !moves(mark, s) && moves('\u0345', s) === (k < 240)) return k;
  return 0;
}

for (let c = 0x80; c <= 0x10ffff; c++) {
  if ((c >= 0xd800 && c <= 0xdfff) || hangul(c)) continue;
  const s = String.fromCodePoint(c), d = s.normalize('NFD'), k = s.normalize('NFKD');
  const list = t => points(t).map(p => p.toString(36)).join('.');
  if (d !== s) canonical.push([c, (s.normalize('NFC') === s ? '' : '!') + list(d)]);
  if (k !== d) compatible.push([c, list(k)]);
  const own = classOf(s);
  if (own) classes.push([c, own]);
}
process.stdout.write([canonical, compatible, classes].map(pack).join('\n') + '\n');
