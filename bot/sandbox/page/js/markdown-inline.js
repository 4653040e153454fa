/**
 * The marks within lines of Markdown, as CommonMark pairs them.
 *
 * Rule kept here: a mark closes with the nearest one that fits, so that none ever swallows what follows.
 */

import { h } from "./dom.js";
import { link } from "./links.js";
import { channelMention, emoji, userMention } from "./mrkdwn.js";

// In the order in which they are tried at each place; emphasis is paired afterwards.
const RULES = [
  [/^\\?\n/, () => h("br")],
  [/^\\([!-/:-@[-`{-~])/, (match) => match[1]],
  [/^(`+)(?!`)(.+?)(?<!`)\1(?!`)/s, (match) => h("code", null, match[2].replace(/\n/g, " ").replace(/^ (.*) $/, "$1"))],
  [/^`+/, (match) => match[0]],
  [
    /^!\[([^\]]*)\]\(\s*<?((?:[^\s()<>]|\([^\s()]*\))+)>?(?:\s+"[^"]*")?\s*\)/,
    (match) => link(match[2], match[1] || match[2]),
  ],
  [
    /^\[((?:[^[\]]|\[[^\]]*\])*)\]\(\s*<?((?:[^\s()<>]|\([^\s()]*\))+)>?(?:\s+"[^"]*")?\s*\)/,
    (match) => link(match[2], inlineMarkdown(match[1])),
  ],
  [/^<@([UW][A-Z0-9]+)(?:\|([^>]*))?>/, (match) => userMention(match[1], match[2])],
  [/^<#(C[A-Z0-9]+)(?:\|([^>]*))?>/, (match) => channelMention(match[1], match[2])],
  [/^<(https?:\/\/[^\s>|]+)(?:\|([^>]*))?>/, (match) => link(match[1], match[2] || match[1])],
  [/^https?:\/\/[^\s<>]+[^\s<>.,;:!?)\]'"*_~]/, (match) => link(match[0], match[0])],
  [/^(?:\*+|_+|~+)/, (match, text, at) => markRun(match[0], text[at - 1], text[at + match[0].length])],
];
const EMOJI = [/^:([a-z0-9_+'-]+):(?!\w)/, (match) => emoji(match[1])];

/** The marks within a line of Markdown, or within several. */
export function inlineMarkdown(text) {
  const pieces = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const found = /[\\\n`![<h*~_:]/.test(text[at]) && ruleAt(text, at);
    if (found) {
      pieces.push(plain, found.piece);
      plain = "";
      at += found.length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  return paired([...pieces, plain]).map(shown);
}

function ruleAt(text, at) {
  // A link needs its middle: without this a long row of brackets would be searched to its end for each of them.
  if ("[!".includes(text[at]) && !text.includes("](", at)) {
    return null;
  }
  const rest = text.slice(at);
  const rules = /[\p{L}\p{N}_]/u.test(text[at - 1] ?? "") ? RULES : [...RULES, EMOJI];
  for (const [pattern, build] of rules) {
    const match = pattern.exec(rest);
    if (match) {
      return { piece: build(match, text, at), length: match[0].length };
    }
  }
  return null;
}

// A row of equal marks, and whether it may open or close emphasis: that depends on the signs before and after it. An
// underscore does neither inside words: `snake_case_names` are common in specs.
function markRun(marks, before = " ", after = " ") {
  const [spaceBefore, spaceAfter] = [before, after].map((sign) => /\s/.test(sign));
  const [pointBefore, pointAfter] = [before, after].map((sign) => /[\p{P}\p{S}]/u.test(sign));
  const leans = !spaceAfter && (!pointAfter || spaceBefore || pointBefore);
  const trails = !spaceBefore && (!pointBefore || spaceAfter || pointAfter);
  const isBar = marks[0] === "_";
  return {
    sign: marks[0],
    length: marks.length,
    left: marks.length,
    opens: leans && (!isBar || !trails || pointBefore),
    closes: trails && (!isBar || !leans || pointAfter),
  };
}

function paired(pieces) {
  for (let at = 0; at < pieces.length; at += 1) {
    const closer = pieces[at];
    const from = closer.closes ? pieces.findLastIndex((piece, place) => place < at && fits(piece, closer)) : -1;
    if (from < 0) {
      continue;
    }
    const opener = pieces[from];
    const size = Math.min(2, opener.left, closer.left);
    const inner = pieces.slice(from + 1, at).map(shown);
    opener.left -= size;
    closer.left -= size;
    const outside = [opener, h(closer.sign === "~" ? "s" : size === 2 ? "strong" : "em", null, inner), closer];
    const kept = outside.filter((piece) => piece.left !== 0);
    pieces.splice(from, at - from + 1, ...kept);
    // What is left of the closing marks may close a second time.
    at = from + kept.length - (closer.left ? 2 : 1);
  }
  return pieces;
}

function fits(opener, closer) {
  if (opener.sign !== closer.sign || !opener.opens) {
    return false;
  }
  if (closer.sign === "~") {
    return opener.length === 2 && closer.length === 2;
  }
  // CommonMark's rule of three, for marks that could do both: `*a**b*` is one emphasis.
  const couldBoth = opener.closes || closer.opens;
  return (
    !couldBoth || (opener.length + closer.length) % 3 !== 0 || (opener.length % 3 === 0 && closer.length % 3 === 0)
  );
}

function shown(piece) {
  return piece.sign ? piece.sign.repeat(piece.left) : piece;
}
