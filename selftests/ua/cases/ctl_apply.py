# SPDX-License-Identifier: GPL-2.0
"""sipnat-ctl apply, killed at random moments: what holds is one of two files, and nothing between."""

import pathlib
import random
import subprocess
import sys
import time

import genl
import tap

GET_CONFIG = 1
ROUNDS = 50


def main(directory):
    directory = pathlib.Path(directory)
    family = genl.Family('sipnat')
    held = []

    def export():
        return family.ask(GET_CONFIG)

    # How long it takes when it is let live
    began = time.monotonic()
    for name in 'one', 'two':
        subprocess.run(['sipnat-ctl', 'apply', directory / name], check=True)
        held.append(export())
    whole = (time.monotonic() - began) / 2
    chance = random.Random(1)
    outcomes = set()
    with tap.test(f'after each of {ROUNDS} kills, one of the two holds'):
        tap.want(held[0] != held[1], 'they are the same')
        now = held[1]
        for i in range(ROUNDS):
            target = 1 - held.index(now)
            with subprocess.Popen(['sipnat-ctl', 'apply',
                                   directory / ('one', 'two')[target]]) as apply:
                time.sleep(chance.uniform(0, 1.5 * whole))
                apply.kill()
            before, now = now, export()
            tap.want(now in held, f'round {i}: it is neither:\n{now}')
            outcomes.add(now == before)
    with tap.test('some came too late, and some in time'):
        tap.equal(outcomes, {False, True}, 'the outcomes')


main(*sys.argv[1:])
