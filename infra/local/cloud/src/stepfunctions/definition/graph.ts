/** Checks the whole graph: every transition has a target, every state can be reached, and at least one state ends. */
import type { Diagnostics } from './diagnostics.ts';
import type { State } from './types.ts';

interface Transition {
  readonly field: string;
  readonly target: string;
}

export function checkGraph(startAt: string | undefined, states: ReadonlyMap<string, State>, diagnostics: Diagnostics) {
  if (startAt !== undefined && !states.has(startAt)) {
    diagnostics.add('/StartAt', `Missing 'StartAt' target: ${startAt}`, 'MISSING_TRANSITION_TARGET');
  }
  for (const state of states.values()) {
    for (const { field, target } of transitions(state)) {
      if (states.has(target)) continue;
      const at = `/States/${state.name}/${field}`;
      diagnostics.add(at, `Missing 'Next' target: ${target}`, 'MISSING_TRANSITION_TARGET');
    }
  }
  const reached = reachable(startAt, states);
  for (const name of states.keys()) {
    if (reached.has(name)) continue;
    diagnostics.add(`/States/${name}`, `State "${name}" is not reachable.`, 'MISSING_TRANSITION_TARGET');
  }
  if (![...states.values()].some(isTerminal)) {
    diagnostics.add(undefined, 'Workflow has no terminal state', 'MISSING_END_STATE');
  }
}

function isTerminal(state: State): boolean {
  if (state.type === 'Succeed' || state.type === 'Fail') return true;
  return state.type !== 'Choice' && state.next === undefined;
}

function transitions(state: State): Transition[] {
  switch (state.type) {
    case 'Choice':
      return [
        ...state.choices.map(({ next }, index) => ({ field: `Choices[${index}]/Next`, target: next })),
        ...(state.fallback === undefined ? [] : [{ field: 'Default', target: state.fallback }]),
      ];
    case 'Task':
      return [
        ...(state.next === undefined ? [] : [{ field: 'Next', target: state.next }]),
        ...state.catchers.map(({ next }, index) => ({ field: `Catch[${index}]/Next`, target: next })),
      ];
    case 'Succeed':
    case 'Fail':
      return [];
    default:
      return state.next === undefined ? [] : [{ field: 'Next', target: state.next }];
  }
}

function reachable(startAt: string | undefined, states: ReadonlyMap<string, State>): Set<string> {
  const reached = new Set<string>();
  const ahead = startAt === undefined ? [] : [startAt];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    const state = states.get(name);
    if (!state || reached.has(name)) continue;
    reached.add(name);
    ahead.push(...transitions(state).map(({ target }) => target));
  }
  return reached;
}
