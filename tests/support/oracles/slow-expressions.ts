import { type AST, visitRegExpAST } from '@eslint-community/regexpp';
import { getFirstConsumedChar } from 'regexp-ast-analysis';
import { analyse } from 'scslre';

/**
 * Parts of a regular expression for which a text can make its time grow faster than the text's length. These are
 * quantifiers that can match the same characters (found by scslre), and alternatives under a quantifier that begin with
 * the same character (scslre does not report them). The second check is stricter than necessary; such alternatives can
 * be written so that they begin differently.
 */
export function slownessOf(source: string, flags = ''): string[] {
  const { parsed, reports } = analyse({ source, flags });
  const found = reports.map(({ type, exponential, character }) => {
    const cost = exponential ? 'exponential' : 'polynomial';
    return `${cost} (${type}) in a text of ${character.literal.source}`;
  });
  visitRegExpAST(parsed.pattern, {
    onQuantifierEnter: ({ element, max }) => {
      if (max < MANY || (element.type !== 'Group' && element.type !== 'CapturingGroup')) return;
      if (beginAlike(element.alternatives, parsed.flags)) found.push(`alternatives that begin alike: ${element.raw}`);
    },
  });
  return found;
}

/** So many repetitions of two alternatives give a million ways to match. */
const MANY = 20;

function beginAlike(alternatives: readonly AST.Alternative[], flags: AST.Flags): boolean {
  const first = alternatives.map((one) => getFirstConsumedChar(one, 'ltr', flags).char);
  return first.some((chars, i) => first.slice(i + 1).some((others) => !chars.isDisjointWith(others)));
}
