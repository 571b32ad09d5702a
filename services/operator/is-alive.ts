/** Whether a process of this machine is running, also one of another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 sends nothing
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
