import { expect, test } from 'vitest'
import { renderGidmap } from '../../../../src/cli/gidmap/render.ts'
import { gidmapDocument } from '../../../../src/core/gidmap/document.ts'
import { parseIdMap } from '../../../../src/core/resolve/idmap.ts'
import { TERMINAL } from '../../../support/recorded-output.ts'

const shown = (gidMap: string | undefined, subgid = 'bob:165536:65536\n') =>
  renderGidmap(
    gidmapDocument({
      user: { name: 'bob', uid: 1000, gid: 1000, home: '/home/bob' },
      group: { name: 'video', gid: 44 },
      subuid: 'bob:165536:65536\n',
      subgid,
      gidMap: gidMap === undefined ? undefined : parseIdMap(gidMap),
      podman: '5.4.2',
    }),
    TERMINAL,
  )

test('renderGidmap() says what is missing and what it costs', () => {
  expect(shown('0 1000 1\n1 165536 65536\n')).toMatchInlineSnapshot(`
    "Group video (gid 44) in the rootless containers of bob:

    ✖ no  /etc/subgid gives bob the id 44
    ✖ no  podman maps it; it would be 1 there

    To do, the last one as bob, whose containers it stops:
      echo bob:44:1 | sudo tee -a /etc/subgid
      podman system migrate

    Every other group of these containers gets the next number: files in images and
    volumes that belong to group 5 in the container belong to group 6 then.

    With the hook no flag is needed; without it:
      podman run --group-add 1
      podman run --gidmap=+g44:@44 --group-add 44
      GroupAdd=1
      GIDMap=+g44:@44 with GroupAdd=44
    "
  `)
})

test('renderGidmap() says that nothing is left to do', () => {
  expect(shown('0 1000 1\n1 44 1\n2 165536 65536\n', 'bob:165536:65536\nbob:44:1\n')).toMatchInlineSnapshot(`
    "Group video (gid 44) in the rootless containers of bob:

    ✔ yes  /etc/subgid gives bob the id 44
    ✔ yes  podman maps it, as 1

    With the hook no flag is needed; without it:
      podman run --group-add 1
      podman run --gidmap=+g44:@44 --group-add 44
      GroupAdd=1
      GIDMap=+g44:@44 with GroupAdd=44
    "
  `)
})

test('renderGidmap() says that podman was not asked', () => {
  expect(shown(undefined)).toContain('only bob can ask it')
})
