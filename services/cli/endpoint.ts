/**
 * The AWS endpoint of the running system, for the SDK's clients. One of our own takes any credentials and any region; AWS those of the
 * environment.
 */
export function clientConfig(endpoint: string) {
  if (/\.amazonaws\.com(\.cn)?$/.test(new URL(endpoint).hostname)) return { endpoint };
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}

/** The local cloud shows at once what was sent to an archive or a queue; AWS minutes later. */
export function isOnThisMachine(endpoint: string): boolean {
  return /^(127(\.\d+){3}|localhost|\[::1\])$/.test(new URL(endpoint).hostname);
}
