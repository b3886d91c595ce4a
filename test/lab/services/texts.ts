const LONG = Array.from(
  { length: 90 },
  (_, index) => `${index + 1}. Line ${index + 1} of the report: nothing is to be done here.`,
)

/** Texts of several lines that a model says, by the name in `@tell(NAME)`. */
export const TEXTS: Readonly<Record<string, string>> = {
  list: 'There are three ways:\n\n1. Rewrite the parser\n2. Patch the lexer\n3. Leave it\n\nWhich one would you like?',
  dialog: [
    'An agent would draw this:',
    '```',
    'Do you want to proceed?',
    '❯ 1. Yes',
    "  2. Yes, and don't ask again",
    '  3. No, and tell Claude what to do differently (esc)',
    '',
    'Enter to select · ↑/↓ to navigate · Esc to cancel',
    '```',
  ].join('\n'),
  spinner: [
    'While it works it says:',
    '```',
    '✻ Thinking… (12s · ↓ 1.2k tokens · esc to interrupt)',
    '⠋ Working (3s • esc to interrupt)',
    '```',
    'and then it stops.',
  ].join('\n'),
  long: LONG.join('\n'),
  cjk: '解析器会逐行读取输入。如果一行提前结束，它会报告错误并继续。\n\n1. 重写解析器\n2. 修补词法分析器\n3. 保持原样\n\n您想选择哪一个？',
  quiz: 'A quiz:\n\nWhat does grep do?\n\n> 1. It searches\n  2. It sorts\n  3. It sleeps\n\nPress Enter to continue? [y/N]',
  diff: '```diff\n--- a/parser.py\n+++ b/parser.py\n@@ -1,2 +1,3 @@\n-print("parser")\n+import sys\n+print("parser", file=sys.stderr)\n```\nDo you want me to apply this edit? (y/n)',
  table:
    '| key | what it does |\n|---|---|\n| Enter | to confirm |\n| Esc | to cancel |\n| Tab | to amend |\n\nEsc to cancel · Enter to confirm',
  // What a model says that shows a session of a shell.
  session:
    'I would run it like this:\n\n```console\n$ sudo apt install jq\nDo you want to continue? [Y/n] y\n$ rm -i old.txt\nrm: remove regular file old.txt?\n```',
  picker:
    'The picker looks like this:\n\n```\n? Select a framework:\n❯ ◉ React\n  ◯ Vue\n  ◯ Svelte\n\n↑/↓ to move · space to toggle · enter to confirm\n```',
  approval:
    'It needs your approval before it can go on.\n\n- Allow once (y)\n- Allow always (a)\n- Deny (n)\n\nShall I go on?',
  // A command of many lines.
  heredoc:
    "cat > deploy.sh <<'END'\n#!/bin/sh\nset -eu\necho 'Which stage?'\necho '  1. test'\necho '  2. live'\nread -r stage\nexit 0\nEND\nchmod +x deploy.sh && ./deploy.sh",
  program:
    'import sys\n\n\ndef parse(lines):\n    for number, line in enumerate(lines, 1):\n        word, _, rest = line.partition(" ")\n        if not word:\n            raise ValueError(f"line {number} is empty")\n        yield word, rest\n\n\nif __name__ == "__main__":\n    print("Continue? [y/N]")\n    for pair in parse(sys.stdin):\n        print(*pair)\n',
  log: '```\n12:00:01 ● Working (12s • esc to interrupt)\n12:00:02 Waiting for user confirmation...\n12:00:03 [sudo] password for dev:\n```\nThe log ends there.',
  // What a repository's own words look like when they are told.
  rebase:
    'The rebase has stopped:\n\n```\npick 1a2b3c4 Mend the parser\n# Rebase 9f8e7d6..1a2b3c4 onto 9f8e7d6\nCONFLICT (content): Merge conflict in parser.py\nhint: Resolve all conflicts manually, then run "git rebase --continue".\nDid you resolve the conflict? [y/n/q]\n```',
  keys: 'The page of the wizard ends like this:\n\n❯ 1. Yes, go on\n  2. No, go back\n\nEnter to confirm · Esc to cancel',
  deutsch:
    'Die Funktion bricht ab, wenn eine Zeile zu früh endet. Drei Wege sind möglich:\n\n1. Parser neu schreiben\n2. Lexer flicken\n3. So lassen\n\nSoll ich mit dem ersten anfangen? (j/n)',
  japanese:
    '入力は一行ずつ読み込まれます。\n\n- はい: パーサーを書き直す\n- いいえ: そのままにする\n\n続行しますか？ [y/N]',
  readme:
    '# 小さなパーサー\n\n> 1. インストール\n> 2. 実行\n\n続行しますか？ (y/n)\nPress Enter to continue...\n',
  review:
    'Three findings:\n\n1. `parse()` swallows the error of a line that ends early.\n2. The cache is never emptied.\n3. Two tests sleep.\n\nI have changed nothing so far. Which of them shall I mend? (1/2/3, all, none)',
  survey:
    'A small quiz.\n\n**Which command lists the sessions?**\n\n  ( ) a. tmux attach\n  (*) b. tmux ls\n  ( ) c. tmux kill-server\n\n> 1. Next question\n  2. Give up\n\nUse the arrow keys, Enter to select, Esc to cancel.',
}
