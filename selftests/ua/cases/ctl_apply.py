# SPDX-License-Identifier: GPL-2.0
"""sipnat-ctl apply, killed at random moments: what holds is one of two files, and nothing between."""

import pathlib
import random
import subprocess
import sys
import time

import tap

ROUNDS = 50


def main(directory):
    directory = pathlib.Path(directory)
    held = [(directory / name).read_text() for name in ('one.held', 'two.held')]

    def export():
        return subprocess.run(['sipnat-ctl', 'export'], check=True, capture_output=True,
                              text=True).stdout

    # How long it takes when it is let live
    began = time.monotonic()
    for name in 'two', 'one':
        subprocess.run(['sipnat-ctl', 'apply', directory / name], check=True)
    whole = (time.monotonic() - began) / 2
    chance = random.Random(1)
    outcomes = set()
    with tap.test(f'after each of {ROUNDS} kills, one of the two holds'):
        now = held[0]
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
