import { Stop } from './stop.js';

/** As package.json's engines say. @throws Stop */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  // The SDK would say at every start what engines in package.json says already: that 20 is still supported here.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Stop(`Node.js ${process.versions.node} is too old; install version 20.19 or later (22 or 24 are best).`);
}
