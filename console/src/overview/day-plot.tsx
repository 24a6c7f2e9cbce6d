import { makeStyles, tokens } from '@fluentui/react-components';
import { AxisBottom, AxisLeft } from '@visx/axis';
import { scaleBand, scaleLinear } from '@visx/scale';
import { Bar } from '@visx/shape';
import { useSpoken } from '../text/text.tsx';

const width = 560;
const height = 220;
const margin = { top: 8, right: 8, bottom: 28, left: 40 };

const useStyles = makeStyles({
  plot: { width: '100%', height: 'auto', overflow: 'visible' },
  bar: { fill: tokens.colorBrandForeground1, '@media (forced-colors: active)': { fill: 'Highlight' } },
  tick: {
    fill: tokens.colorNeutralForeground2,
    fontSize: '12px',
    '@media (forced-colors: active)': { fill: 'CanvasText' },
  },
  line: { stroke: tokens.colorNeutralStroke1, '@media (forced-colors: active)': { stroke: 'CanvasText' } },
  // The same figures as a table, for who cannot see the bars.
  table: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

/** A bar a day. */
export function DayPlot({ days }: { readonly days: readonly { readonly date: string; readonly count: number }[] }) {
  const { text, format, tag } = useSpoken();
  const styles = useStyles();
  const highest = Math.max(4, ...days.map(({ count }) => count));
  const x = scaleBand({
    domain: days.map(({ date }) => date),
    range: [margin.left, width - margin.right],
    padding: 0.3,
  });
  const y = scaleLinear({ domain: [0, highest], range: [height - margin.bottom, margin.top], nice: true });
  const short = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'numeric', timeZone: 'UTC' });
  const whole = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' });
  return (
    <>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        className={styles.plot}
        role="img"
        aria-label={text.overview.plotOf(days.length)}
      >
        <AxisLeft
          left={margin.left}
          scale={y}
          numTicks={4}
          hideTicks
          axisLineClassName={styles.line}
          tickFormat={(value) => (Number.isInteger(Number(value)) ? format.number(Number(value)) : '')}
          tickLabelProps={{ className: styles.tick, textAnchor: 'end', dx: -4, dy: 4 }}
        />
        <AxisBottom
          top={height - margin.bottom}
          scale={x}
          hideTicks
          axisLineClassName={styles.line}
          tickValues={days.filter((_, index) => index % 3 === (days.length - 1) % 3).map(({ date }) => date)}
          tickFormat={(date) => short.format(new Date(date))}
          tickLabelProps={{ className: styles.tick, textAnchor: 'middle', dy: 4 }}
        />
        {days.map(({ date, count }) => (
          <Bar
            key={date}
            className={styles.bar}
            x={x(date) ?? 0}
            width={x.bandwidth()}
            y={y(count)}
            height={height - margin.bottom - y(count)}
            rx={2}
          >
            <title>{text.overview.day(whole.format(new Date(date)), count)}</title>
          </Bar>
        ))}
      </svg>
      <table className={styles.table}>
        <caption>{text.overview.sessionsPerDay}</caption>
        <tbody>
          {days.map(({ date, count }) => (
            <tr key={date}>
              <th scope="row">{whole.format(new Date(date))}</th>
              <td>{format.number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
