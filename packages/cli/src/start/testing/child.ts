/** A part for tests: `ready` says so and waits, `crash` ends after it was ready, `fail` ends before. */
const [mode, argument] = process.argv.slice(2);
if (mode === 'fail') {
  console.error('first line\nthe reason why');
  process.exit(1);
}
process.on('message', (message) => {
  if (message === null || typeof message !== 'object' || !('type' in message)) return;
  if (message.type === 'end') process.exit(7);
});
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
if (mode !== 'silent') process.send?.({ type: 'ready', argument });
if (mode === 'crash') process.exit(7);
