# SPDX-License-Identifier: GPL-3.0-or-later
# Completion for bash: commands, options, and the words they take.
_greffier()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
	local words=

	if [ "$COMP_CWORD" -eq 1 ]; then
		words="audit bench doctor explain init replay repo rules serve"
		words="$words --help --version"
	else
		case $before in
		--format) words="html json junit markdown sarif text" ;;
		--lang) words="en fr" ;;
		--checks | --conf | --rules | --token-file)
			COMPREPLY=($(compgen -f -- "$word"))
			return ;;
		*)
			case ${COMP_WORDS[1]} in
			audit) words="--all --checks --format --help --lang
			    --quiet --rev --rules --token-file --user" ;;
			bench) words="--checks --help --rev --rules --runs" ;;
			doctor | replay) words="--conf --help" ;;
			explain) words="--checks --help --lang --rules
			    $(greffier rules list 2>/dev/null |
			    cut -d ' ' -f 1)" ;;
			repo) words="add deliver list --conf --help" ;;
			rules) words="check coverage list --checks --help
			    --lang --rules" ;;
			serve) words="--conf --debug --help" ;;
			esac ;;
		esac
	fi
	COMPREPLY=($(compgen -W "$words" -- "$word"))
	[ "${#COMPREPLY[@]}" -gt 0 ] || COMPREPLY=($(compgen -f -- "$word"))
}
complete -F _greffier greffier
