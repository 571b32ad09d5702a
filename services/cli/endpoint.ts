/** The AWS endpoint of the running system, for the SDK's clients. It takes any credentials and any region. */
export function clientConfig(endpoint: string) {
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}

/** The local cloud shows at once what was sent to an archive or a queue; AWS minutes later. */
export function isOnThisMachine(endpoint: string): boolean {
  return /^(127(\.\d+){3}|localhost|\[::1\])$/.test(new URL(endpoint).hostname);
}
