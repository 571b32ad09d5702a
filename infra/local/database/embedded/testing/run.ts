/** A process that runs the server and can be killed. Argument: the data directory. Prints the owner's URL when it is ready. */
import { startPostgres } from '../index.ts';

const [dataDir = ''] = process.argv.slice(2);
const postgres = await startPostgres({ dataDir, port: 0, log: (line) => console.error(line) });
console.log(postgres.url);
