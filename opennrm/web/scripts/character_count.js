import { CharacterCount } from "govuk-frontend";

// Between the letters of some scripts a joiner belongs to the spelling.
const JOINER_OF_A_SPELLING = /([\u0590-\u1cff])[\u200c\u200d](?=[\u0590-\u1cff])/g;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu;
const HELD = "$1\ufffc";

/**
 * Count a text as the server does when it takes it (foundation/plain_text.py): composed, without characters that
 * nobody sees and without space around it, a line break as one, and a character beyond the first 65,536 as one.
 *
 * @param {string} text - what stands in the field
 * @returns {number} its characters
 */
export function counted(text) {
  const unified = text.replace(/\r\n|[\r\u0085\u2028\u2029]/g, "\n").normalize("NFC");
  const plain = unified
    .replace(JOINER_OF_A_SPELLING, HELD)
    .replace(UNSEEN, (character) => (character === "\n" || character === "\t" ? character : ""));
  return [...plain.trim()].length;
}

/** The counter of the design system, which counts as the server does. */
export class ServersCharacterCount extends CharacterCount {
  updateCount() {
    this.count = counted(this.$textarea.value);
  }
}
