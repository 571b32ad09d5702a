/** The server's settings, sized for a laptop that runs the whole system on two cores. */

/** Name → value, as in postgresql.conf. */
export type Settings = Readonly<Record<string, string>>;

export const settings: Settings = {
  // Only loopback, and no Unix socket: in a deep clone its path could exceed 107 bytes.
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',

  // What was committed survives a kill and a power cut.
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',

  // Every process of the system has a pool per shard; the CLI and psql come on top.
  max_connections: '100',
  // The working set (accounts, open transfers, outbox) is tens of megabytes.
  shared_buffers: '128MB',
  // Nothing replicates from a laptop: keep the WAL minimal.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  // Rare checkpoints: after each one, every touched page is written in full. 1 GB is replayed in seconds.
  checkpoint_timeout: '15min',
  max_wal_size: '1GB',
  // Reads come from memory; three I/O workers would only idle.
  io_method: 'sync',
  // Statements are short and both cores busy: neither compilation nor parallel plans pay off.
  jit: 'off',
  max_parallel_workers_per_gather: '0',

  timezone: 'UTC',
  log_timezone: 'UTC',
  // Failed statements are reported to their client; this log is for the server.
  log_min_messages: 'log',
  log_checkpoints: 'off',
};

/** `-c name=value` pairs for the server's command line, which take precedence over configuration files. */
export function asArguments(values: Settings): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
