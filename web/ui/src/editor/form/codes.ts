// Field codes. They are generated from labels until a user enters one.

/** The maximum length of a field code in characters (the server's limit). */
const MAX_CODE = 128;

/** Generates an unused code from a label. Characters that a code may not contain become `_`. */
export function codeFor(label: string, taken: ReadonlySet<string>): string {
  const letters = label.trim().replace(/[^\p{Alphabetic}\p{N}_＿･・$＄¥￥]/gu, "_") || "_";
  const first = /^\p{N}/u.test(letters) ? `_${letters}` : letters;
  const base = [...first].slice(0, MAX_CODE - 4).join("");
  for (let number = 1; ; number += 1) {
    const code = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(code)) return code;
  }
}
