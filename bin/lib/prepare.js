import { ensureGenerated } from './generated.js';
import { ensureInstalled } from './installed.js';
import { UserError } from './user-error.js';

/** Makes sure that Node.js is new enough and that packages and generated code are there. @throws {UserError} */
export async function prepare() {
  requireNode();
  // The database driver would look for a native one, which is not installed; all its other variables services/database ignores.
  delete process.env.NODE_PG_FORCE_NATIVE;
  await ensureInstalled();
  await ensureGenerated();
}

/** As package.json's engines say. */
function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  // Otherwise the SDK warns at every start that it will drop Node.js 20, which engines still allow.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new UserError(
    `Node.js ${process.versions.node} is too old; install version 20.19 or later (22 or 24 are best).`,
  );
}
