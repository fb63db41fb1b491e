"""Promises that tests of the product show, and those that are not kept here. Numbers are those of docs/reliability.md.

A test is named by its file and its name, as pytest takes it. `not_shown` says what of the promise it leaves out.
"""

import dataclasses
from collections.abc import Sequence
from typing import Final


@dataclasses.dataclass(frozen=True)
class Proof:
    number: int
    title: str
    passes: str
    tests: Sequence[str]
    shows: str
    not_shown: str = ""


@dataclasses.dataclass(frozen=True)
class Lacking:
    """Not kept; `reason` says why."""

    number: int
    title: str
    reason: str


PROOFS: Final = (
    Proof(
        3,
        "Order within a topic is the same for everyone",
        "numbered without a gap",
        ("messaging/tests/test_concurrent_posts.py::test_200_posts_at_once_on_one_topic_are_numbered_without_a_gap",),
        "200 posts to one topic at once, on PostgreSQL",
    ),
    Proof(
        4,
        "kill -9 of relay and consumer at any instruction (5 as well)",
        "source and copy equal, counters exact",
        (
            "events/tests/test_kills.py::test_a_kill_at_any_place_loses_nothing_and_counts_nothing_twice",
            "events/tests/test_lease.py::test_another_takes_over_within_five_seconds_of_a_dead_holder",
        ),
        "a kill at each failpoint, on PostgreSQL and Kafka; on MongoDB too, and 30 of each, with `make test-long`",
    ),
    Proof(
        10,
        "accounts entirely down: keys and tokens outlast hours",
        "for a day, and not beyond it",
        (
            "messaging/tests/test_accounts_watch.py::test_keys_outlast_silence_for_a_day",
            "messaging/tests/test_late_tokens.py::"
            "test_a_token_is_accepted_up_to_a_day_past_its_end_and_for_five_minutes_each_time",
            "messaging/tests/test_late_tokens.py::test_a_late_token_opens_a_socket",
        ),
        "the hour that a run can't wait for: ages and ends of tokens are moved instead of clocks",
    ),
    Proof(
        13,
        "No access to anything of another party",
        "0 cells differ from docs/permissions.md; foreign ids give 404",
        (
            "messaging/tests/test_permission_matrix.py::test_every_cell_is_what_the_api_answers",
            "messaging/tests/test_permission_matrix.py::test_every_operation_has_a_row_and_every_row_an_operation",
            "messaging/tests/test_permission_matrix.py::test_ids_of_another_party_are_hidden_from_everybody",
        ),
        "every operation of the API as each role, and with ids of another party",
        "commands of sockets have single tests (`messaging/tests/test_socket_*.py`), no matrix",
    ),
    Proof(
        14,
        "A poison event goes to the dead letters and blocks nothing",
        "count of dead letters exact, all others applied, order kept",
        (
            "events/tests/test_poison.py::test_poison_among_many_is_laid_aside_and_the_others_are_applied",
            "events/tests/test_apply_batch.py::test_later_events_of_a_failing_entity_wait_for_it",
            "events/tests/test_operators.py::test_dead_letters_are_replayed_by_reason_and_those_that_still_fail_stay",
        ),
        "1 % malformed, 1 % of an unknown version and 1 % that always fail among 1,000 on Kafka; replayed",
        "the time is printed, not judged",
    ),
    Proof(
        15,
        "A consumer that was away for 100,000 events catches up",
        "20 s",
        ("python -m bench.events",),
        "100,000 events with 100 live ones a second beside them; measured in docs/performance.md",
        "a bench: it tells its figures and fails nothing",
    ),
    Proof(
        16,
        "Who missed very much loads the topic instead",
        "two loads of a page instead of a flood",
        ("messaging/tests/realtime/test_coming_back.py::test_who_missed_a_lot_loads_the_topic_instead",),
        "600 missed messages, 10,000 with `make test-long`, on another process than before",
    ),
    Proof(
        17,
        "Slow or dead readers cost bounded memory",
        "closed with 4008; 16 MB at most; others are shown everything",
        (
            "tests/test_slow_readers.py::test_who_never_reads_is_closed_and_costs_no_memory_meanwhile",
            "tests/test_slow_readers.py::test_who_reads_late_gets_everything_whole_and_in_order",
            "messaging/tests/test_socket_commands.py::test_who_reads_too_slowly_is_let_go",
        ),
        "sockets of a real process that never read 300 messages of 24 KB each",
        "4 sockets, not 1,000",
    ),
    Proof(
        21,
        "The relay never skips rows that commit late",
        "1,001 of 1,001 sent",
        ("events/tests/test_late_commit.py::test_a_row_that_commits_after_a_thousand_later_ones_is_sent",),
        "an early row commits after 1,000 later ones were sent",
    ),
    Proof(
        24,
        "A refresh token that is used again revokes its family",
        "both refused, access tokens dead, told, one line in the log; an honest retry works",
        (
            "accounts/tests/test_refresh.py::test_reuse_after_ten_seconds_ends_the_family",
            "accounts/tests/test_refresh.py::test_access_tokens_of_the_family_are_dead_too",
            "accounts/tests/test_refresh.py::test_reuse_is_mailed_once_with_device_and_address",
            "accounts/tests/test_refresh.py::test_honest_retry_within_ten_seconds_gets_the_same_token",
        ),
        "refresh tokens, access token, mail, log; how soon sockets close is promise 12",
    ),
    Proof(
        25,
        "Only tokens of the right algorithm, key, issuer, audience, type and time",
        "all refused, 401 and 4003 (4001 when expired), 0 x 500",
        (
            "accounts/tests/test_forged_tokens.py::test_it_is_refused_by_bearer_and_by_cookie",
            "messaging/tests/test_forged_tokens.py::test_the_api_refuses_it_on_public_paths_too",
            "messaging/tests/test_forged_tokens.py::test_the_socket_is_closed_with_4003",
            "messaging/tests/test_forged_tokens.py::test_an_expired_one_says_so_and_a_forged_one_is_forged_first",
        ),
        "the table of `events/tests/forged.py` at accounts, at messaging's API and pages, and at the socket",
    ),
    Proof(
        26,
        "Foreign origins cannot open sockets",
        "15 of 15 refused; a ticket works once, for 30 s",
        (
            "messaging/tests/test_socket_entrance.py::test_a_foreign_origin_gets_403",
            "messaging/tests/test_socket_entrance.py::test_a_ticket_lets_in_once_without_an_origin",
            "messaging/tests/test_tickets.py::test_a_ticket_lasts_30_seconds",
        ),
        "another scheme, port, host, prefix, suffix, null and nothing, each with a good cookie and a good ticket",
    ),
    Proof(
        27,
        "Every unsafe request with cookies needs a CSRF token",
        "all refused",
        (
            "accounts/tests/test_attacks.py::test_form_without_a_token_does_nothing",
            "accounts/tests/test_attacks.py::test_script_without_a_token_does_nothing_in_a_browser",
            "messaging/tests/test_api_entry.py::test_a_foreign_origin_is_refused_even_with_a_csrf_token",
            "messaging/tests/test_api_entry.py::"
            "test_the_access_cookie_is_enough_to_read_and_a_csrf_token_is_wanted_to_write",
        ),
        "every door of signing in, and the one place where messaging's API lets a cookie in",
        "not each operation one by one",
    ),
    Proof(
        28,
        "No operation of the API ever answers 5xx",
        "0 x 5xx, 0 answers that are not documented",
        (
            "messaging/tests/test_openapi_fuzz.py::test_whatever_is_sent_is_answered_as_documented_at_length",
            "accounts/tests/test_openapi_fuzz.py::test_nothing_that_is_sent_breaks_anything_at_length",
            "messaging/tests/test_api_fuzz.py::test_junk_in_any_field_is_answered",
        ),
        "schemathesis as several roles, and junk in every field",
        "requests are not linked by what the ones before have made; `make test` sends fewer than `make test-long`",
    ),
    Proof(
        29,
        "Malformed frames never crash",
        "an error frame or the documented close, 0 tracebacks, memory within 20 MB",
        ("messaging/tests/realtime/test_malformed_frames.py::test_malformed_frames",),
        "1,000 frames to a real process (10,000 with `make test-long`)",
    ),
    Proof(
        30,
        "Stored markup cannot execute",
        "nothing but known elements and attributes in what is rendered",
        (
            "messaging/tests/test_rendering_hostile.py::test_hostile_text_does_no_harm_anywhere",
            "messaging/tests/test_rendering_hostile.py::test_no_mixture_does_harm",
        ),
        "over 2,000 hostile texts and mixtures by hypothesis, as messages",
        "they are parsed, not opened in a browser; names and titles are escaped by templates",
    ),
    Proof(
        32,
        "Uploads cannot become pages or bombs",
        "refused or made anew from their pixels; served as a picture and nothing else",
        (
            "accounts/tests/test_pictures.py::test_a_file_that_is_something_else_as_well_is_refused",
            "accounts/tests/test_pictures.py::test_a_bomb_is_refused_before_it_is_decoded",
            "accounts/tests/test_pictures.py::test_a_photo_stands_upright_and_says_nothing_of_place_and_camera",
            "accounts/tests/test_avatar.py::test_it_is_served_as_a_picture_for_ever_and_as_nothing_else",
        ),
        "pictures of people and parties, the only uploads that there are: polyglots, bombs, metadata",
        "files in messages, archives and virus scans: Chatterbox takes none",
    ),
    Proof(
        33,
        "Invites resist guessing and racing",
        "limited after few misses; exactly 1 of 50 joins with one use left",
        (
            "messaging/tests/test_guessing.py::test_the_api_refuses_an_address_that_guesses",
            "messaging/tests/test_guessing.py::test_pages_and_api_count_together",
            "messaging/tests/test_join_party.py::test_of_fifty_people_and_one_use_left_exactly_one_joins",
            "messaging/tests/test_join_party.py::test_an_ended_invite_lets_nobody_in",
        ),
        "misses of one address are counted over pages and API; 50 people join at once on PostgreSQL",
        "that all misses take as long is not measured",
    ),
    Proof(
        34,
        "Sign-in resists stuffing",
        "limited by address and by account; same answer and same time whoever is there",
        (
            "accounts/tests/test_limits.py::test_many_accounts_from_one_address_are_refused_and_other_addresses_go_on",
            "accounts/tests/test_limits.py::test_one_account_from_many_addresses_is_refused_and_other_accounts_go_on",
            "accounts/tests/test_limits.py::test_account_that_is_shut_to_passwords_opens_by_a_new_one",
            "accounts/tests/test_same_answer.py::test_page_answers_the_same",
            "accounts/tests/test_same_answer.py::test_nobody_learns_from_the_time_of_many_answers",
        ),
        "every door that takes an address; 200 answers each in time (within 10 %) with `make test-long`",
    ),
    Proof(
        35,
        "Limits are atomic",
        "exactly 10 of 200 pass",
        ("events/tests/test_limiter_on_redis.py::test_of_200_at_once_over_two_clients_exactly_10_pass",),
        "20 threads over two clients of one Redis",
    ),
    Proof(
        36,
        "A retry has the same result",
        "1 effect, nothing more in any table; each operation",
        (
            "messaging/tests/test_asked_twice.py::test_asking_twice_is_asking_once",
            "messaging/tests/test_concurrent_posts.py::test_one_message_sent_many_times_at_once_is_one_message",
            "messaging/tests/test_repeat_message.py::test_what_counts_is_what_was_asked_first",
            "messaging/tests/test_pages_party.py::test_a_form_sent_twice_makes_one_party",
        ),
        "every operation of messaging's API that changes something, asked twice; posts also many times at once",
        "an icon that is put twice is a new picture each time; accounts' operations have tests one by one",
    ),
    Proof(
        37,
        "State = old state + events, for every command",
        "equal after every command and after any story",
        (
            "messaging/tests/test_frames_of_commands.py::test_frames_and_changes_lead_to_what_a_page_shows",
            "messaging/tests/test_state_machine.py::test_every_one_of_many_long_stories_is_told_alike",
            "messaging/tests/test_frames_of_commands.py::test_all_of_them_one_after_the_other_too",
        ),
        "every command on messages; 150 stories of 80 steps with `make test-long`, 15 of 40 with `make test`",
        "accounts has no frames; its commands are shown by 38",
    ),
    Proof(
        38,
        "Copies converge after any history",
        "equal after every history",
        (
            "chatterbox/tests/test_histories.py::test_copies_equal_their_sources_after_any_history",
            "events/tests/test_apply_batch.py::test_copies_converge_after_any_order",
            "events/tests/test_apply_batch.py::test_an_event_that_comes_twice_or_late_leaves_the_same_copy",
        ),
        "20 histories with delays, repetitions and other orders across keys (100 with `make test-long`)",
    ),
    Proof(
        39,
        "A copy is built anew from scratch",
        "20,000 people in 60 s, equal",
        (
            "chatterbox/tests/test_resync_over_kafka.py::test_twenty_thousand_people_are_copied_from_nothing_within_a_minute",
            "chatterbox/tests/test_resync_over_kafka.py::test_a_resync_beside_live_writes_ends_equal",
        ),
        "with `make test-long`, over Kafka; beside live writes with `make test`",
    ),
    Proof(
        40,
        "Typing never harms messages",
        "a crowd is thinned out, messages are not",
        (
            "messaging/tests/test_socket_typing.py::test_a_crowd_is_thinned_out_and_messages_are_not",
            "messaging/tests/test_socket_typing.py::test_it_is_left_out_for_who_has_yet_to_read_something",
        ),
        "who types is shown seldom, and not at all to who is behind",
        "how much slower messages become is shown by the run",
    ),
    Proof(
        42,
        "No leak in long runs",
        "threads and connections the same, memory flat",
        ("chatterbox/tests/test_http_flat.py::test_threads_connections_and_memory_stay_flat",),
        "1,600 requests (10,000 with `make test-long`) to a real process",
        "an hour of sockets: `make soak`",
    ),
    Proof(
        44,
        "Backlog is visible: alarms",
        "each alarm's metric is one that the code tells",
        (
            "scripts/tests/test_terraform.py::test_metrics_that_are_watched_are_told_by_the_code",
            "events/tests/test_metrics.py::test_what_waits_lies_aside_and_was_applied_is_told",
        ),
        "names and values of metrics; readiness is shown by the run",
        "an alarm that goes off needs AWS",
    ),
)

LACKING: Final = (
    Lacking(31, "Unfurling reaches nothing internal and nothing big", "Chatterbox fetches no previews of links."),
)
