# SPDX-License-Identifier: GPL-2.0
"""sipnat-ctl show stats --prometheus, read as strictly as the format's definition has it."""

import json
import re
import subprocess

import tap

SAMPLE = re.compile(r'([a-z_][a-z0-9_]*)(?:\{([a-z_]+)="((?:[^"\\\n]|\\["\\n])*)"\})? (\d+)')


def show(*options):
    return subprocess.run(['sipnat-ctl', 'show', *options], check=True, capture_output=True,
                          text=True).stdout


def parse(text):
    """{(name, label, value of that): number}; each metric has its HELP and TYPE before, once."""
    tap.want(text.endswith('\n') and '\n\n' not in text, 'the last line has no end, or one is empty')
    metrics, helps, types, metric = {}, set(), {}, None
    for line in text.splitlines():
        words = line.split(' ', 3)
        if words[:2] == ['#', 'HELP']:
            metric = words[2]
            tap.want(metric not in helps, f'{metric} comes twice')
            tap.want('\\' not in words[3] and words[3].strip(), f'{metric} has no good HELP')
            helps.add(metric)
        elif words[:2] == ['#', 'TYPE']:
            tap.equal(words[2], metric, 'the metric of TYPE')
            tap.want(metric not in types and words[3] in ('counter', 'gauge'), f'TYPE {line}')
            types[metric] = words[3]
        else:
            sample = SAMPLE.fullmatch(line)
            tap.want(sample, f'no sample: {line}')
            name, *label, number = sample.groups()
            tap.want(name == metric and name in types, f'{name} is not behind its own TYPE')
            tap.equal(name.endswith('_total'), types[name] == 'counter', f'the end of {name}')
            tap.want((name, *label) not in metrics, f'{line} comes twice')
            metrics[(name, *label)] = int(number)
    tap.equal(helps, {key[0] for key in metrics}, 'the metrics')
    return metrics


def main():
    stats, config = json.loads(show('stats', '--json')), json.loads(show('config', '--json'))
    with tap.test('the Prometheus text is well-formed, and has what JSON has'):
        metrics = parse(show('stats', '--prometheus'))
        for name in 'dialogs', 'bindings', 'registrations', 'connections':
            tap.equal(metrics[('sipnat_' + name, None, None)], stats[name], name)
            limit = config['limits']['bindings' if name == 'registrations' else name]
            tap.equal(metrics[(f'sipnat_{name}_limit', None, None)], limit, f'limit of {name}')
        tap.equal(metrics[('sipnat_held_bytes_limit', None, None)], config['limits']['held'], 'limit held')
        tap.equal(metrics[('sipnat_module_info', 'version', stats['module_version'])], 1, 'version')
        counters = {}
        for (name, label, value), number in metrics.items():
            if name.endswith('_total'):
                counters[value or name[len('sipnat_'):-len('_total')].replace('_', '-')] = number
        tap.equal(counters, stats['counters'], 'the counters')
        tap.want(metrics[('sipnat_messages_untouched_total', 'reason', 'not-sip')] > 0,
                 'what was sent is not counted')


main()
