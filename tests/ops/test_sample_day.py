"""A made-up day: the same for the same seed, credible in its mixture, accepted as it stands."""

import datetime as dt
import itertools
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from haochaping.cases.rules import check_references, parse_service
from haochaping.core.actor import SYSTEM
from haochaping.core.clock import parse_time
from haochaping.directory import reference
from haochaping.directory.actions import import_records
from haochaping.directory.enums import Kind
from haochaping.directory.rules import is_uscc
from haochaping.directory.sample.names import seeded
from haochaping.directory.sample.records import records
from haochaping.ops.sample.applicants import identity_number, mobile_number
from haochaping.ops.sample.day import Visit, day, days
from haochaping.ops.sample.raters import ASPECTS, Mixture, Rating
from haochaping.ops.sample.words import Scene, comment, rows, themes

MONDAY = dt.date(2026, 11, 23)
SATURDAY = dt.date(2026, 11, 21)
SOMETIMES_BAD = Mixture(rated=0.96, negative=0.3, level_4=0.2, level_3=0.2, with_text=0.4)


@pytest.fixture(scope="module")
def monday() -> tuple[Visit, ...]:
    """A full-size working day."""
    return day(MONDAY, seed=7, size=14_000)


@pytest.fixture(scope="module")
def bad_monday() -> list[Rating]:
    """The ratings of a day on which three of ten raters are discontented."""
    visits = day(MONDAY, seed=7, size=3_000, mixture=SOMETIMES_BAD)
    return [visit.rating for visit in visits if visit.rating]


def ratings(visits: tuple[Visit, ...]) -> list[Rating]:
    return [visit.rating for visit in visits if visit.rating]


def test_the_same_seed_gives_the_same_day() -> None:
    assert day(MONDAY, seed=1, size=50) == day(MONDAY, seed=1, size=50)


def test_other_seeds_and_dates_give_other_cases() -> None:
    first, other_seed, other_date = (
        {visit.service["projectNo"] for visit in day(date, seed=seed, size=200)}
        for date, seed in ((MONDAY, 1), (MONDAY, 2), (SATURDAY, 1))
    )
    assert not first & other_seed
    assert not first & other_date
    assert len(first) == 200


@pytest.mark.parametrize("size", [0, -1, 20_001])
def test_a_day_has_a_size_that_fits(size: int) -> None:
    with pytest.raises(ValueError, match="20000"):
        day(MONDAY, seed=1, size=size)


def test_the_smallest_day_has_one_visit() -> None:
    assert len(day(MONDAY, seed=1, size=1)) == 1


def test_every_service_is_accepted_as_it_stands(db: None) -> None:
    for kind in Kind:
        import_records(kind, records(kind), source="sample", by=SYSTEM)
    reference.forget()
    known = reference.snapshot()
    evening = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    for date in (SATURDAY, MONDAY):
        for visit in day(date, seed=3, size=1_500):
            check_references(parse_service(visit.service, now=evening), known)
    reference.forget()


def test_case_numbers_and_mobile_numbers_are_nobodys_else(monday: tuple[Visit, ...]) -> None:
    numbers = [visit.service["projectNo"] for visit in monday]
    mobiles = [visit.service["mobile"] for visit in monday if "mobile" in visit.service]
    assert len(set(numbers)) == len(numbers)
    assert len(set(mobiles)) == len(mobiles)
    assert all(re.fullmatch(r"154\d{8}", str(mobile)) for mobile in mobiles)
    assert len(mobiles) > 0.97 * len(monday)


def test_applicants_are_valid_and_plainly_made_up(monday: tuple[Visit, ...]) -> None:
    for visit in monday[:2_000]:
        service = visit.service
        card = str(service.get("agentCertNo") or service["certNo"])
        assert card.startswith("411000")
        assert card[-1] == ric.calc_check_digit(card)
        born = dt.datetime.strptime(card[6:14], "%Y%m%d").replace(tzinfo=dt.UTC).date()
        assert MONDAY.year - 90 <= born.year <= MONDAY.year - 15
        if service["userProp"] == 2:
            assert is_uscc(str(service["certNo"]))
            assert str(service["certNo"])[8:10] == "XC"


@given(st.integers(0, 10**8 - 1), st.integers(0, 10**8 - 1))
def test_two_applicants_never_share_a_number(first: int, second: int) -> None:
    assert (mobile_number(first) == mobile_number(second)) == (first == second)


@given(st.dates(dt.date(1930, 1, 1), dt.date(2026, 1, 1)), st.integers(0, 999))
def test_identity_numbers_have_the_check_digit_of_the_standard(
    born: dt.date, sequence: int
) -> None:
    number = identity_number(born, sequence)
    assert len(number) == 18
    total = sum(
        (10 if digit == "X" else int(digit)) * pow(2, 17 - place, 11)
        for place, digit in enumerate(number)
    )
    assert total % 11 == 1


def test_a_few_windows_are_busy_and_many_are_quiet(monday: tuple[Visit, ...]) -> None:
    at_window = [visit.service for visit in monday if "windowNo" in visit.service]
    load = Counter((service["hallCode"], service["windowNo"]) for service in at_window)
    counts = sorted(load.values(), reverse=True)
    assert len(counts) > 400
    assert sum(counts[:60]) > 0.25 * len(at_window)
    assert counts[len(counts) // 2] < 30
    assert counts[0] < 200


def test_halls_keep_their_hours_and_have_peaks(monday: tuple[Visit, ...]) -> None:
    hours = Counter(visit.served_at.hour for visit in monday if visit.service["proChannel"] == 2)
    assert set(hours) == {9, 10, 11, 13, 14, 15, 16}
    assert hours[10] > hours[9] > hours[16]
    assert hours[14] > hours[13]
    online = {visit.served_at.hour for visit in monday if visit.service["proChannel"] == 1}
    assert online <= set(range(7, 23))
    assert [visit.served_at for visit in monday] == sorted(visit.served_at for visit in monday)


def test_all_counties_are_served_and_large_ones_more(monday: tuple[Visit, ...]) -> None:
    areas = Counter(str(visit.service["areaCode"])[:6] for visit in monday)
    assert len(areas) == 8
    assert areas["411081"] > areas["411024"] > areas["411071"] > 100
    towns = [v for v in monday if not str(v.service["areaCode"]).endswith("000000")]
    assert 0.03 * len(monday) < len(towns) < 0.2 * len(monday)


def test_at_weekends_only_large_halls_are_open() -> None:
    halls = {visit.service.get("hallCode") for visit in day(SATURDAY, seed=1, size=500)}
    assert all(hall is None or str(hall).endswith("DT01") for hall in halls)
    assert all(hall is None or len(str(hall)) == 10 for hall in halls)


def test_the_times_of_a_case_are_in_order(monday: tuple[Visit, ...]) -> None:
    stages: Counter[object] = Counter()
    for visit in monday:
        service = visit.service
        stages[service["serviceName"]] += 1
        moment = parse_time(str(service["serviceTime"]))
        if "resultDate" in service:
            accepted = parse_time(str(service["acceptDate"]))
            assert accepted <= parse_time(str(service["resultDate"])) == moment
        assert (service["serviceNumber"] == 2) <= (service["serviceName"] == "办结")
    assert stages["办结"] > stages["受理"] > stages["申报"] > 0


def test_levels_are_mixed_as_in_a_real_city(monday: tuple[Visit, ...]) -> None:
    given_ratings = ratings(monday)
    levels = Counter(rating.level for rating in given_ratings)
    assert 0.6 < len(given_ratings) / len(monday) < 0.85
    assert levels[5] > 0.9 * len(given_ratings)
    assert levels[4] > levels[3] > levels[1] + levels[2]
    assert 0.0001 <= (levels[1] + levels[2]) / len(given_ratings) <= 0.005


def test_the_mixture_can_be_chosen(bad_monday: list[Rating]) -> None:
    levels = Counter(rating.level for rating in bad_monday)
    negative = (levels[1] + levels[2]) / len(bad_monday)
    assert 0.26 < negative < 0.34
    assert min(levels.values()) > 100


def test_a_mixture_of_more_than_everything_is_refused() -> None:
    with pytest.raises(ValueError, match="more than all"):
        Mixture(negative=0.6, level_4=0.5)


def test_labels_belong_to_their_level(bad_monday: list[Rating]) -> None:
    used: set[str] = set()
    for rating in bad_monday:
        labels = rating.fields.get("evalDetail", [])
        assert isinstance(labels, list)
        assert all(label[0] == str(rating.level) for label in labels)
        assert len(labels) == len(set(labels)) <= 3
        used.update(labels)
    known = {row["label"] for row in rows("labels")}
    assert len(known) == 40
    assert used == known


def test_who_is_discontented_says_why(bad_monday: list[Rating]) -> None:
    for rating in bad_monday:
        if rating.level <= 2:
            assert rating.fields.get("evalDetail") or rating.fields.get("writingEvaluation")


def test_aspects_are_those_of_the_mandate(bad_monday: list[Rating]) -> None:
    seen: set[str] = set()
    for rating in bad_monday:
        aspects = rating.fields.get("aspects", {})
        assert isinstance(aspects, dict)
        assert set(aspects) <= set(ASPECTS)
        assert all(1 <= mark <= 5 for mark in aspects.values())
        seen |= set(aspects)
    assert seen == set(ASPECTS)


def test_channels_fit_where_the_service_was(monday: tuple[Visit, ...]) -> None:
    for visit in monday:
        if visit.rating:
            channel = visit.rating.fields["pf"]
            if "terminalNo" in visit.service:
                assert channel == 5
            elif visit.service["proChannel"] == 1:
                assert channel in (1, 2, 7)
            else:
                assert channel in (2, 3, 4, 6, 7)
            assert visit.rating.at > visit.served_at
            assert visit.rating.at - visit.served_at < dt.timedelta(days=15)


def test_texts_are_many_and_of_their_level(bad_monday: list[Rating]) -> None:
    texts = [
        str(r.fields["writingEvaluation"]) for r in bad_monday if "writingEvaluation" in r.fields
    ]
    assert len(texts) > 500
    assert len(set(texts)) > 0.8 * len(texts)
    assert all(0 < len(text) <= 200 for text in texts)
    assert not any("{" in text for text in texts)


def test_there_are_at_least_120_sentences_of_our_own() -> None:
    written = [row["text"] for row in rows("comments")]
    assert len(set(written)) == len(written) >= 120
    assert {int(row["level"]) for row in rows("comments")} == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_a_text_fits_its_scene(level: int) -> None:
    draw = seeded(str(level))
    at_home = Scene(item="企业设立登记", hall="许昌市民之家", window="", online=True, company=False)
    impossible = {
        row["text"] for row in rows("comments") if {"hall", "company"} & set(row["needs"].split())
    }
    for theme, _turn in itertools.product(themes(level), range(20)):
        text = comment(draw, level=level, theme=theme, scene=at_home)
        assert not any(sentence in text for sentence in impossible)


def test_a_year_goes_day_by_day_with_quiet_weekends() -> None:
    week = list(days(SATURDAY, dt.date(2026, 11, 27), seed=1, size=70))
    assert [len(one) for one in week] == [10, 10, 70, 70, 70, 70, 70]
    first = week[0][0].served_at
    assert first.date() == SATURDAY
