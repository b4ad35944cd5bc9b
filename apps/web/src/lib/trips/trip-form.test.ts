import { describe, expect, it } from 'vitest';
import { formErrors, knownPlaces, postedForm, startingForm, tripRequestOf } from './trip-form.ts';

const form = startingForm({ gateway: 'belfast' }, Temporal.PlainDate.from('2027-06-10'), new URLSearchParams('interests=castles,coast&mustSee=dunluce-castle'));
const known = knownPlaces(
  [{ slug: 'dunluce-castle', name: 'Dunluce Castle' }, { slug: 'navan-fort', name: 'Navan Fort' }, { slug: 'strangford-quay', name: 'Strangford' }],
  [{ slug: 'strangford', name: 'Strangford' }, { slug: 'portrush', name: 'Portrush' }],
);

describe('the trip form', () => {
  it('begins as three days from tomorrow at ten', () => {
    expect(tripRequestOf(form, 'northern-ireland', known)).toMatchObject({
      request: {
        arrive: { at: 'belfast', time: '2027-06-11T10:00' },
        leave: { at: 'belfast', time: '2027-06-13T17:00' },
        interests: { castles: 1, coast: 1 },
        mustSee: ['dunluce-castle'],
      },
    });
  });

  it.each([
    [[], { castles: 1, coast: 1 }],
    [['castles'], { castles: 1, coast: 0.5 }],
    // Marked once and then not ticked any more: the mark is out of sight and counts for nothing.
    [['museums'], { castles: 1, coast: 1 }],
  ])('weighs what it is for most of all (%j) above the rest', (most, interests) => {
    const read = tripRequestOf({ ...form, most }, 'northern-ireland', known);
    expect('request' in read && read.request.interests).toEqual(interests);
  });

  it('keeps what was typed, with room for one more', () => {
    const data = new FormData();
    for (const name of ['Navan Fort', 'Dunluce', 'Slemish']) data.append('mustSee', name);
    expect(postedForm(data).mustSee).toEqual(['Navan Fort', 'Dunluce', 'Slemish', '']);
  });

  it('names a place it does not know, at its field', () => {
    const answer = tripRequestOf({ ...form, mustSee: ['', 'Atlantis'] }, 'northern-ireland', known);
    expect(answer).toMatchObject({ errors: [{ field: 'mustSee-1' }] });
  });

  it('takes a night and an appointment at any town or attraction, by name, in any case', () => {
    const appointments = [{ name: 'Dinner', at: 'navan FORT', date: '2027-06-11', time: '19:00', minutes: '90' }, { name: 'Tour', at: '', date: '2027-06-12', time: '11:00', minutes: '60' }];
    expect(tripRequestOf({ ...form, baseAt: ' strangford', appointments }, 'northern-ireland', known)).toMatchObject({
      request: { base: 'strangford', appointments: [{ at: 'navan-fort' }, { at: 'belfast' }] },
    });
    const wrong = tripRequestOf({ ...form, baseAt: 'Atlantis', appointments: [{ ...appointments[0]!, at: 'Atlantis' }] }, 'northern-ireland', known);
    expect('errors' in wrong && wrong.errors.map(({ field }) => field)).toEqual(['baseAt', 'appointmentAt-0']);
  });

  it('refuses leaving before arriving', () => {
    expect(tripRequestOf({ ...form, leaveDate: '2027-06-10' }, 'northern-ireland', known)).toMatchObject({
      errors: [{ field: 'leaveDate' }],
    });
  });
});

describe("the service's objections", () => {
  it.each([
    ['leave.time', 'leaveDate'],
    ['arrive.at', 'arriveAt'],
    ['party.children', 'children'],
    ['mustSee.2', 'mustSee-2'],
    ['mustSee[0]', 'mustSee-0'],
    ['appointments.1.time', 'appointmentDate-1'],
    ['elsewhere', ''],
  ])('stand at the field of %s', (path, field) => {
    const problem = Object.assign(new Error('refused'), { errors: [{ field: path, message: 'is wrong', mend: 'choose another' }] });
    expect(formErrors(problem as never)).toEqual([{ field, message: 'Is wrong.', mend: 'Choose another.' }]);
  });
});
