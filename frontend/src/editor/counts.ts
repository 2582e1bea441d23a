/** How many words a text has, counted as the server counts them: runs between blanks with a letter or digit. */
const SPACELESS = /^(?:zh|ja|th|lo|km|my)\b/i;
const LATIN = /[A-Za-z0-9][\w'’-]*/g;
const LETTER = /[\p{L}\p{N}]/u;
const LETTERS = /[\p{L}\p{N}]/gu;
const NOT_SHOWN = /<!--[^]*?-->|%%[^]*?%%|\]\([^)\n]*\)|^ {0,3}:{3,}.*$|^\[[^\]\n]+\]:\s+\S+$/gm;
const WORDS_A_MINUTE = 230;

export interface Counts {
  readonly words: number;
  readonly minutes: number;
}

/** Count the text below the settings. */
export function countText(body: string, language: string): Counts {
  const text = body.replace(NOT_SHOWN, "] ");
  if (SPACELESS.test(language)) {
    const latin = text.match(LATIN) ?? [];
    const others = text.replace(LATIN, "").match(LETTERS) ?? [];
    return counted(latin.length + Math.floor((others.length + 1) / 2));
  }
  let words = 0;
  for (const word of text.split(/\s+/)) if (LETTER.test(word)) words += 1;
  return counted(words);
}

const counted = (words: number): Counts => ({ words, minutes: Math.max(1, Math.ceil(words / WORDS_A_MINUTE)) });
