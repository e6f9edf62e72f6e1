// Field codes: made from labels until somebody writes one.

/** Characters of a code (the server's limit). */
const MAX_CODE = 128;

/** A code that none of `taken` is, out of a label: what a code may not have becomes `_`. */
export function codeFor(label: string, taken: ReadonlySet<string>): string {
  const letters = label.trim().replace(/[^\p{Alphabetic}\p{N}_＿･・$＄¥￥]/gu, "_") || "_";
  const first = /^\p{N}/u.test(letters) ? `_${letters}` : letters;
  const base = [...first].slice(0, MAX_CODE - 4).join("");
  for (let number = 1; ; number += 1) {
    const code = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(code)) return code;
  }
}
