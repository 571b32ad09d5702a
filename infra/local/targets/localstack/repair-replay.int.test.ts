/** The repair of LocalStack's replay, on a stand-in for the one function that it wraps. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rootDir } from '../../../../services/operator/root.ts';
import { chosenPython } from './testing/chosen-python.ts';

const repair = join(rootDir, 'infra/local/targets/localstack/repair-replay.py');
const upstream = `
    def put_events(self, events: FormattedEventList) -> None:
        for event in events:
            self.archive.events[event["id"]] = event
`;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zeroloss-repair-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function standIn(version: string, putEvents: string): Promise<void> {
  const file = async (path: string, text: string) => {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  };
  await file('localstack/constants.py', `VERSION = "${version}"\n`);
  const types = 'from types import SimpleNamespace\nFormattedEventList = list\n';
  const init = '\n    def __init__(self):\n        self.archive = SimpleNamespace(events={})\n';
  await file('localstack/services/events/archive.py', `${types}\nclass ArchiveService:${init}${putEvents}`);
}

/** Runs the repair as LocalStack runs an init hook, and then the program `more`. */
async function run(more = ''): Promise<{ code: number; stdout: string; stderr: string }> {
  const program = `exec(open(${JSON.stringify(repair)}, 'rb').read(), {})\n${more}`;
  const options = { env: { ...process.env, PYTHONPATH: directory, PYTHONDONTWRITEBYTECODE: '1' } };
  return promisify(execFile)(chosenPython ?? '', ['-c', program], options).then(
    (done) => ({ code: 0, ...done }),
    (failure: { code: number; stdout: string; stderr: string }) => failure,
  );
}

const withPython = test.runIf(chosenPython !== undefined);

withPython('an archived event has its time as a datetime in UTC, and the event itself is untouched', async () => {
  await standIn('4.8.1', upstream);
  const { stdout, stderr } = await run(`
from localstack.services.events.archive import ArchiveService
archive, event = ArchiveService(), {"id": "1", "time": "2026-11-23T01:02:03+01:00", "detail": {"a": 1}}
archive.put_events([event])
stored = archive.archive.events["1"]
print(stored["time"].isoformat(), stored["detail"], event["time"])
`);
  expect({ stdout, stderr }).toEqual({
    stdout: "2026-11-23T00:02:03+00:00 {'a': 1} 2026-11-23T01:02:03+01:00\n",
    stderr: '',
  });
});

withPython.each([
  ['another release', '4.9.0', upstream, 'this is LocalStack 4.9.0, and the repair was written for 4.8.1'],
  [
    'another function',
    '4.8.1',
    upstream.replace('= event', '= dict(event)'),
    'ArchiveService.put_events is not the function that the repair was written for',
  ],
])('%s ends LocalStack with the reason', async (_, version, putEvents, reason) => {
  await standIn(version, putEvents);
  const { code, stderr } = await run('print("LocalStack goes on")');
  expect({ code, stderr }).toEqual({ code: 1, stderr: `repair-replay.py: ${reason}\n` });
});
