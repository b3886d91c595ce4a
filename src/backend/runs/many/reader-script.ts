import { posixWord } from '../../transport/shell-quote.ts'
import { EXITS, script } from '../run-scripts.ts'

/**
 * A Perl program on the host that reads many runs. Lines on stdin: `open N ID OUT ERR` follows the run ID as number N,
 * from the byte offset OUT of its stdout and ERR of its stderr on; `close N` stops that. Prints frames: a line `N KIND
 * LENGTH`, then LENGTH bytes. KIND is `h` for the header, as printed by the script that follows one run; `o` and `e`
 * for bytes of stdout and stderr; `x` for the reason why the run cannot be read. A single `tail` process wakes the
 * program when any of the files grows. The program reads the files itself, so the output of `tail` is not used.
 */
const program = `
use strict;
my ($root) = @ARGV;
my $self = $$;
$| = 0;
$SIG{$_} = 'IGNORE' for qw(HUP INT TERM PIPE);
open STDERR, '>', '/dev/null';
my (%runs, $waker, $wpid, $guard, $stale, $in);
# tail ends with this process, even if this process is killed and the files are removed. If tail has no --pid, a guard ends it.
my @bound = system('tail', "--pid=$self", '-n', '0', '/dev/null') ? () : ("--pid=$self");
my $woken = 0;
sub put { my $all = join '', @_; while (length $all) { my $n = syswrite STDOUT, $all; defined $n or leave(); substr($all, 0, $n) = '' } }
sub frame { my ($n, $kind, $bytes) = @_; put("$n $kind ", length $bytes, "\\n", $bytes) }
sub slurp { open my $f, '<', $_[0] or return ''; local $/; my $all = <$f>; defined $all ? $all : '' }
sub leave { kill 9, grep { $_ } $guard, $wpid; exit 0 }
sub begin {
  my ($n, $id, $out, $err) = @_;
  my $d = "$root/$id";
  return frame($n, 'x', "there is no run $id") if $id !~ /^[A-Za-z0-9][A-Za-z0-9._-]*$/ || -l $d || !-O $d || !-f "$d/run.json";
  my $json = slurp("$d/run.json");
  my ($mark) = $json =~ /"mark":"([0-9a-f]*)"/;
  my ($from, $to) = slurp("$d/lost") =~ /^(\\d+) (\\d+)/ ? ($1, $2) : (0, 0);
  my %r = (d => $d, mark => $mark, from => $from, to => $to, o => $out, e => $err);
  open $r{fo}, '<', "$d/out" and open $r{fe}, '<', "$d/err" or return frame($n, 'x', "the output of the run $id cannot be read: $!");
  frame($n, 'h', $json . slurp("$d/speech.json") . join(' ', -s $r{fo}, -s $r{fe}, $from, $to) . "\\n");
  $runs{$n} = \\%r;
  $stale = 1;
}
sub pump {
  my ($n, $r, $k, $most) = @_;
  my $f = $r->{"f$k"};
  while ($most > 0) {
    my $want = 65536;
    if ($k eq 'o' && $r->{to} > $r->{from}) {
      $r->{o} = $r->{to} if $r->{o} >= $r->{from} && $r->{o} < $r->{to};
      $want = $r->{from} - $r->{o} if $r->{o} < $r->{from} && $r->{from} - $r->{o} < $want;
    }
    last if -s $f <= $r->{$k};
    sysseek $f, $r->{$k}, 0;
    my $got = sysread $f, my $bytes, $want;
    last if !$got;
    $r->{$k} += $got;
    $most -= $got;
    frame($n, $k, $bytes);
  }
  return $most <= 0;
}
sub gone {
  my ($n, $r) = @_;
  return if $r->{told} || -e "$r->{d}/rc";
  my ($keeper) = slurp("$r->{d}/keeper") =~ /^(\\d+)/;
  return if $keeper && kill 0, $keeper;
  # A supervisor that has just ended may not have written rc yet: check again at the next look.
  return if !$r->{doubt}++;
  $r->{told} = 1;
  frame($n, 'e', "\\n$r->{mark} gone " . (-s $r->{fo}) . "\\n");
}
sub guard {
  defined($guard = fork) or return $guard = 0;
  return if $guard;
  close $_ for *STDIN, *STDOUT, $waker;
  sleep 5 while getppid == $self;
  kill 9, $wpid, $$;
}
sub wake {
  my @files = map { ("$_->{d}/out", "$_->{d}/err") } values %runs;
  if ($guard) { kill 9, $guard; waitpid $guard, 0; $guard = 0 }
  if ($wpid) { kill 9, $wpid; close $waker; undef $waker; $wpid = 0 }
  $stale = 0;
  return if !@files;
  $wpid = open $waker, '-|', 'tail', @bound, '-n', '0', '-f', @files or $wpid = 0;
  guard() if $wpid && !@bound;
  $woken = time;
}
# Tells the client that the reader is running.
frame(0, 'h', '');
my $looked = time;
for (;;) {
  my $more = 0;
  for my $n (keys %runs) { $more |= pump($n, $runs{$n}, $_, 262144) for 'e', 'o' }
  # Files may have grown before the new tail followed them, so for a while they are also checked by size.
  if ($stale) { wake(); next }
  my $bits = '';
  vec($bits, fileno(STDIN), 1) = 1;
  vec($bits, fileno($waker), 1) = 1 if $waker;
  my $ready = $bits;
  my $n = select($ready, undef, undef, $more ? 0 : !%runs ? undef : time - $woken < 3 ? 0.2 : 5);
  if (time - $looked >= 5) { $looked = time; gone($_, $runs{$_}) for keys %runs }
  next if $n <= 0;
  if ($waker && vec($ready, fileno($waker), 1)) {
    # Waits briefly, so that many small appends are read together.
    select(undef, undef, undef, 0.01);
    if (!sysread $waker, my $drop, 1 << 20) { $stale = 1; select(undef, undef, undef, 1) }
  }
  if (vec($ready, fileno(STDIN), 1)) {
    sysread(STDIN, my $bytes, 65536) or leave();
    $in .= $bytes;
    while ($in =~ s/^([^\\n]*)\\n//) {
      my ($what, $n, @rest) = split / /, $1;
      if ($what eq 'open') { begin($n, @rest) } elsif (delete $runs{$n}) { $stale = 1 }
    }
  }
}
`

/** Starts the Perl program that reads many runs. Exits with `noReader` if the host has no perl. */
export const readerScript = script(`
command -v perl >/dev/null 2>&1 || refuse ${EXITS.noReader} "perl is not installed"
ours "$root" || refuse ${EXITS.missing} "there are no runs"
closed
exec perl -e ${posixWord(program.trim())} "$root"
`)
