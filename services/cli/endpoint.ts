/** The AWS endpoint of the running system, for the SDK's clients. */

/** Any credentials and any region do there. */
export function clientConfig(endpoint: string) {
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}

/** On this machine: archives and queues show at once what was sent, and not minutes later as on AWS. */
export function isOnThisMachine(endpoint: string): boolean {
  return /^(127(\.\d+){3}|localhost|\[::1\])$/.test(new URL(endpoint).hostname);
}
