/** The server's settings, sized for a laptop that runs the whole system on two cores. */

/** Name → value, as in postgresql.conf. */
export type Settings = Readonly<Record<string, string>>;

export const settings: Settings = {
  // Loopback only, and no Unix socket: its path could be too long (107 bytes) below a deep clone.
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',

  // What was committed stays committed, through a kill and through a power cut.
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',

  // Every process of the system has a pool per shard; the command line and psql come on top.
  max_connections: '100',
  // The working set (accounts, open transfers, outbox) is tens of megabytes.
  shared_buffers: '128MB',
  // Nothing replicates from a laptop: the shortest WAL.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  // Checkpoints far apart: each is followed by full-page images of all that is touched. 1 GB is replayed in seconds.
  checkpoint_timeout: '15min',
  max_wal_size: '1GB',
  // Reads are served from memory; three I/O workers would only stand by.
  io_method: 'sync',
  // Statements are short, and both cores are busy: neither compiling nor parallel plans pay.
  jit: 'off',
  max_parallel_workers_per_gather: '0',

  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements that fail are reported to the client that sent them; the server's log is for the server.
  log_min_messages: 'log',
  log_checkpoints: 'off',
};

/** `-c name=value` pairs for the server's command line, where they hold whatever a configuration file says. */
export function asArguments(values: Settings): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
