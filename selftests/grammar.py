#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""grammar.py TOOL PAGE: whether sipnat-ctl's help, its manual page and its completion name the same.

What is not in step is told, a line each; then the exit code is 1. Nothing of it needs the module.
"""

import collections
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

Command = collections.namedtuple('Command', 'line words args options')
SECONDS = 20
faults = 0


def fault(*text):
    global faults
    faults += 1
    print(*text)


def want(condition, *otherwise):
    if not condition:
        fault(*otherwise)


def run(*argv):
    done = subprocess.run(argv, capture_output=True, text=True, timeout=SECONDS, check=False)
    return done.returncode, done.stdout, done.stderr


def commands(tool):
    """Each line of --help; the words of a command are those that stand before all grammar"""
    for line in run(tool, '--help')[1].splitlines():
        if not line.startswith('sipnat-ctl '):
            continue
        words = re.match(r'sipnat-ctl ((?:[a-z][a-z-]*(?= |$) ?){1,2})', line).group(1).split()
        rest = line.split(None, 1 + len(words))[1 + len(words):]
        args = re.split(r' ?\[--', rest[0])[0] if rest else ''
        options = re.findall(r'\[(--[a-z-]+)', line)
        yield Command(line, words, args, options)


def literals(grammar):
    """The words of a grammar that are typed as they are"""
    return {word for word in re.findall(r'[A-Za-z][A-Za-z-]*', grammar) if word == word.lower()}


def check_help(tool, table):
    verbs = list(dict.fromkeys(command.words[0] for command in table))
    for one in verbs:
        for other in verbs:
            want(one == other or not other.startswith(one), f'{one} is a prefix of {other}')
    want(len({command.line for command in table}) == len(table), '--help repeats itself')
    for command in table:
        code, out, err = run(tool, *command.words, '--help')
        lines = out.splitlines()
        want((code, err) == (0, '') and command.line in lines, f'no help for "{command.line}"')
        for line in lines:
            want(len(line) <= 80 or line.startswith('sipnat-ctl '), f'wider than 80 columns: {line}')
        for option in command.options:
            want(any(option in line and not line.startswith('sipnat-ctl') for line in lines),
                 f'{command.line}: --help says nothing about {option}')


def synopsis(page):
    """The entries of the SYNOPSIS, and the text behind it"""
    text = run('mandoc', '-T', 'ascii', '-O', 'width=200', page)[1]
    text = re.sub('.\b', '', text)
    start, end = text.index('\nSYNOPSIS\n'), text.index('\nDESCRIPTION\n')
    lines = text[start:end].splitlines()[2:]
    entries = []
    for line in lines:
        if line.startswith('     sipnat-ctl'):
            entries.append(line.strip())
        elif line.strip():
            entries[-1] += ' ' + line.strip()
    return [re.sub(r' \| ', '|', entry) for entry in entries], text[end:]


def alternatives(word):
    return word.strip('[]').split('|')


def is_about(entry, words):
    """Whether the entry begins with these words, or has them among others; words in [] may be left out"""
    typed = entry.split()[1:]
    for word in words:
        while typed and word not in alternatives(typed[0]) and typed[0].startswith('['):
            typed.pop(0)
        if not typed or word not in alternatives(typed.pop(0)):
            return False
    return True


def check_manual(tool, page, table):
    entries, text = synopsis(page)
    for command in table:
        about = [entry for entry in entries if is_about(entry, command.words)]
        name = ' '.join(command.words)
        want(about, f'{page}: SYNOPSIS has no {name}')
        said = ' '.join(about)
        for word in literals(command.args) | set(command.options):
            want(word in re.findall(r'-?-?[a-z][a-z-]*', said), f'{page}: SYNOPSIS: {name}: no {word}')
        for word in set(re.findall(r'[A-Z]{2,}', command.args)):
            want(word.lower() in said, f'{page}: SYNOPSIS: {name}: no {word.lower()}')
        for word in command.words + command.options:
            want(re.search(rf'(?<![\w-]){re.escape(word)}(?![\w-])', text), f'{page}: nothing about {name} {word}')
    known = {word for command in table
             for word in [*command.words, *command.options,
                          *re.findall(r'[a-z]+(?:-[a-z]+)*', command.line.lower())]}
    for entry in entries[1:]:
        for word in re.findall(r'(?<![\w-])(?:--)?[a-z][a-z-]*', entry)[1:]:
            want(word in known, f'{page}: SYNOPSIS: {word} is not in --help: {entry}')
    helped = run(tool, '--help')[1]
    for option in re.findall(r'--[a-z]+', helped[helped.index('\n\n'):]):
        want(option in text, f'{page}: nothing about {option}')


def offered(tool, *words):
    code, out, err = run(tool, 'completion', 'words', '--', *words)
    want((code, err) == (0, ''), f'completion words {words}: {err}')
    return {line.split('\t')[0] for line in out.splitlines()}


def check_words(tool, table):
    want(offered(tool, '') == {command.words[0] for command in table}, 'completion: not the verbs')
    everywhere = offered(tool, '--')
    for command in table:
        verb = command.words[0]
        if len(command.words) == 2:
            want(command.words[1] in offered(tool, verb, ''), f'completion: {verb} does not lead on')
            want(command.words[1] in offered(tool, '-n', 'x', verb, command.words[1][:3]),
                 f'completion: {command.words}: not found in part')
        options = offered(tool, *command.words, '-')
        want(options == everywhere | set(command.options),
             f'completion: {command.words}: {options ^ everywhere} are not the options of --help')
        first = re.split(r'[ \[]', command.args)[0] if command.args[:1] != '[' else ''
        want(literals(first) <= offered(tool, *command.words, ''),
             f'completion: {command.words}: {first} is not offered')
    for words in (), ('-j',), ('--color=always', '-j'), ('-n', 'x'), ('--netns', 'x'), ('--netns=x',), ('-nx',), ('-jn', 'x'):
        want(offered(tool, *words, 'sho') == {'show'}, f'completion: no verb behind {words}')
        want('config' in offered(tool, 'show', *words, ''), f'completion: no noun behind {words}')
    want(offered(tool, '--color=') == {'--color=auto', '--color=always', '--color=never'}, 'completion: no colors')
    want('lo' in offered(tool, 'set', 'externip', '203.0.113.5', 'dev', ''), 'completion: no interfaces')
    want(offered(tool, 'set', 'places', 'via,rou') == {'via,route'}, 'completion: no lists')
    want(offered(tool, 'set', 'limit', 'hel') == {'held'}, 'completion: no arguments')
    want(offered(tool, 'set', 'limit', 'held', '') == {'default'}, 'completion: no second argument')
    want(offered(tool, 'apply', '') == {':file'}, 'completion: no files')
    want(offered(tool, 'frobnicate', '') == set(), 'completion: of what there is not')


class Terminal:
    """A shell at a terminal of its own"""

    def __init__(self, tool, *argv):
        env = {'PATH': f'{pathlib.Path(tool).parent}:{os.environ["PATH"]}', 'TERM': 'dumb', 'PS1': '> ',
               'HOME': '/nonexistent', 'LC_ALL': 'C'}
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.execvpe(argv[0], argv, env)
        self.seen = ''

    def type(self, text, answer):
        """Whether the answer appears within what the shell writes from now on"""
        self.seen = ''
        os.write(self.fd, text.encode())
        end = time.monotonic() + SECONDS
        while answer not in self.seen:
            left = end - time.monotonic()
            if left < 0 or not select.select([self.fd], [], [], left)[0]:
                return False
            try:
                self.seen += os.read(self.fd, 4096).decode(errors='replace')
            except OSError:
                return False
        return True

    def close(self):
        os.close(self.fd)
        os.waitpid(self.pid, 0)


# What is typed before the tab key, and how the shell goes on; ^U forgets the line.
TYPED = (
    ('sipnat-ctl sho', 'w '),
    ('sipnat-ctl show reg', 'istrations '),
    ('sipnat-ctl --color=al', 'ways '),
    ('sipnat-ctl set externip 2001:db8::5 de', 'v '),
    ('sipnat-ctl set places via,rou', 'te '),
    ('sipnat-ctl apply --keep', '-unresolved '),
)


def check_shell(tool, name, begin, *argv):
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory, 'a-configuration')
        path.touch()
        shell = Terminal(tool, *argv)
        want(shell.type(begin + '; echo read"y"\n', 'ready'), f'{name} says: {shell.seen}')
        for typed, rest in (*TYPED, (f'sipnat-ctl apply {directory}/a-con', 'figuration')):
            want(shell.type('\x15' + typed + '\t', typed + rest),
                 f'{name}: "{typed}" is not completed by "{rest}": {shell.seen!r}')
        shell.close()


def main(tool, page):
    tool = str(pathlib.Path(tool).resolve())
    table = list(commands(tool))
    want(len(table) > 20, '--help lists no commands')
    check_help(tool, table)
    check_manual(tool, page, table)
    check_words(tool, table)
    check_shell(tool, 'bash', 'source <(sipnat-ctl completion bash)', 'bash', '--norc', '--noprofile', '-i')
    if shutil.which('zsh'):
        check_shell(tool, 'zsh', 'autoload -U compinit; compinit -D -u; source <(sipnat-ctl completion zsh)',
                    'zsh', '-f', '-i')
    sys.exit(1 if faults else 0)


main(*sys.argv[1:])
