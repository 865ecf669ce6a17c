import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { fixturePath } from './support/fixture.ts'
import { needsRoot } from './support/root.ts'

describe('sendSyslog(), as root', () => {
  test('writes the text as it is, with our name and pid, also when /dev/log is no longer where it was', (context) => {
    needsRoot(context)
    context.skip(spawnSync('busybox', ['syslogd', '--help']).status !== 0, 'needs busybox with syslogd')
    // A /dev of its own, so that no line reaches the log of this machine.
    const script = `
      mount -t tmpfs tmpfs /mnt && touch /mnt/null && mount --bind /dev/null /mnt/null && mount --move /mnt /dev &&
      busybox syslogd -n -O /dev/lines & until [ -S /dev/log ]; do :; done
      "$@" && until grep -q last /dev/lines; do :; done; cat /dev/lines; kill $!`
    const command = ['-m', 'sh', '-c', script, 'sh', process.execPath, fixturePath('syslog')]
    const { stdout } = spawnSync('unshare', command, { encoding: 'utf8', timeout: 20_000 })
    const lines = stdout.split('\n').map((line) => line.replace(/^.* (?=daemon)/, '').replace(/\[\d+\]/, '[pid]'))
    expect(lines.filter((line) => line.includes('device-hook'))).toEqual([
      'daemon.info device-hook[pid]: 100% of %s and %n',
      'daemon.err device-hook[pid]: the last',
    ])
  })
})
