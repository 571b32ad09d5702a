/**
 * Who may call a server on this machine. It listens on the loopback interface only, but a web page can reach that through the user's
 * browser: by a name that its owner has made to mean 127.0.0.1 (DNS rebinding), or by a request to another origin. So a request must
 * name this machine, and if a page sends it, the page must come from this machine.
 */
import type { IncomingMessage } from 'node:http';

/** Returns undefined if the request may be answered, otherwise why not, as a sentence. */
export function foreignCaller(request: IncomingMessage): string | undefined {
  const { origin = [], host = [] } = request.headersDistinct;
  if (host.length > 1) return 'The request has more than one header Host';
  // A target in absolute form outranks Host. HTTP/1.0 may have neither; no browser sends that.
  const named = isAbsolute(request.url) ? [...host, hostOf(request.url)] : host;
  const foreign = named.find((name) => !isLoopback(name));
  if (foreign !== undefined) {
    return `The request is for the host ${shown(foreign)}; only localhost, *.localhost, 127.0.0.0/8 and [::1] are answered`;
  }
  const page = origin.find((value) => !isLoopback(hostOf(value)));
  if (page === undefined) return undefined;
  return `The request comes from a web page of ${shown(page)}; only pages of this machine are answered`;
}

function isAbsolute(target = '/'): target is string {
  return !target.startsWith('/') && target !== '*';
}

/** `HOST:PORT` of `http://HOST:PORT/…`; another text (as the origin `null`) as it is. */
function hostOf(url = ''): string {
  return /^https?:\/\/([^/?#]*)/i.exec(url)?.[1] ?? url;
}

/** @param host with or without port, as in the header `Host` */
export function isLoopback(host: string): boolean {
  // Parsed as browsers do, which gives every spelling of an address one form. Before it, what is not a host: a path, a user's name.
  if (!/^[^\s/?#@\\]+$/.test(host) || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return /^(127(\.\d+){3}|(.+\.)?localhost\.?|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/.test(hostname);
}

const maxShown = 100;

/** Only what can be printed. */
function shown(text: string): string {
  return `"${text.slice(0, maxShown).replace(/[^\x20-\x7e]/g, '?')}"`;
}
